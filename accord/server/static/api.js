/* The page that tries the API: sends what is in the form, shows the reply, and writes the same
   request as a command. Without it the page shows the command of the example. */
"use strict";
(() => {
  const form = document.querySelector("form[data-api]");
  if (!form) return;
  const MOST = 40000;
  const reply = document.querySelector("[data-reply]");
  const status = document.querySelector("[data-status]");
  const shown = document.querySelector("[data-shown]");
  const command = document.querySelector("[data-command]");
  const said = (text, ...slots) => slots.reduce((so_far, slot) => so_far.replace("{}", slot), text);

  const asked = () => {
    let path = form.dataset.api;
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("[data-in]")) {
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.value) query.set(field.name, field.value);
    }
    return path + (query.size ? `?${query}` : "");
  };
  const body = () => (form.elements.body ? form.elements.body.value : null);

  const write = () => {
    const lines = [`curl '${location.origin}${asked().replaceAll("'", "%27")}'`];
    if (body() !== null) {
      lines.push(`  -H 'Content-Type: ${form.dataset.type}'`);
      lines.push(`  --data-binary '${body().replaceAll("'", "'\\''")}'`);
    }
    command.textContent = lines.join(" \\\n");
  };

  const indented = (text, type) => {
    if (!type.includes("json") || type.includes("ndjson")) return text;
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  form.addEventListener("input", write);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    reply.hidden = false;
    status.textContent = form.dataset.sending;
    shown.textContent = "";
    const started = performance.now();
    try {
      const options = { method: form.dataset.method, headers: { "Accept-Language": document.documentElement.lang } };
      if (body() !== null) {
        options.body = body();
        options.headers["Content-Type"] = form.dataset.type;
      }
      const answer = await fetch(asked(), options);
      const text = await answer.text();
      const took = Math.round(performance.now() - started);
      const whole = indented(text, answer.headers.get("content-type") || "");
      status.textContent = said(form.dataset.took, answer.status, took, new Blob([text]).size);
      reply.scrollIntoView({ block: "nearest" });
      shown.textContent = whole.length > MOST ? `${whole.slice(0, MOST)}\n… ${form.dataset.cut}` : whole;
    } catch {
      status.textContent = form.dataset.unanswered;
    }
  });
  write();
})();
