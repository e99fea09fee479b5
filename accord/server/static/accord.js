/* What the pages do beyond forms and links; without this file they still work.
   form[data-swap], a[data-swap]  fetched; its <main> replaces ours ("keep": focus and place stay;
                                  "visit", on a link: posts the visit to its address)
   [data-auto]                    a field, or all of a form, that is sent when it changes
   input[type=range]              data-labels="a|b" or data-days-from="2020-01-01": its <output>
   button[data-copy-link] [data-print] · form[data-drop] takes a file, form[data-file] gives one
   [data-sentence]                what answers: a link remembers it
   The visit is in the fragment of the address, which browsers do not send:
   #v=1&law=DIGEST&engine=VERSION&visit=DEFLATED. Nothing is stored. */
"use strict";
(() => {
  const VERSION = "1", MOST = 2e6, PAUSE = 250, PATIENCE = 300;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (kind, act) => addEventListener(kind, act), html = document.documentElement;
  const here = () => location.pathname + location.search;
  const words = $("#said")?.dataset;
  if (!words || !window.fetch) return;
  let underWay = null, hiding = 0, shown = "";

  /* --- what is said --- */
  const hush = () => { clearTimeout(hiding); $("#said").replaceChildren(); };
  const tell = (text, label, act) => {
    hush();
    const line = document.createElement("p");
    line.append(text);
    if (act) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.onclick = () => { hush(); act(); };
      line.append(button);
    } else hiding = setTimeout(hush, 6000);
    $("#said").append(line);
  };
  const announce = (text) => { $("#heard").textContent = text; };
  const notice = (id, fill = {}) => {
    const copy = $(`#${id}`)?.content.cloneNode(true);
    if (!copy) return;
    for (const part of $$("[data-if]", copy)) if (!fill[part.dataset.if]) part.remove();
    for (const part of $$("[data-fill]", copy)) part.textContent = fill[part.dataset.fill];
    $("h1", $("main"))?.after(copy);
  };

  /* --- the visit and the fragment --- */
  const through = async (bytes, stream) => {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const parts = [];
    for (let size = 0, part; !(part = await reader.read()).done; parts.push(part.value))
      if ((size += part.value.length) > MOST) throw new Error("too long");
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  };
  const squeezed = async (text) => {
    const bytes = await through(text, new CompressionStream("deflate-raw"));
    let raw = "";
    for (const byte of bytes) raw += String.fromCharCode(byte);
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const unsqueezed = async (text) => {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
  };
  const visit = () => {
    const form = $("#visit");
    if (!form?.hasAttribute("data-held")) return null;
    const said = $$("input:not([data-shell])", form);
    return new URLSearchParams(said.map((field) => [field.name, field.value]));
  };
  const sentence = () => $$("[data-sentence]").map((part) => part.textContent).join(" ")
    .replace(/\s+/g, " ").trim();
  const address = async () => {
    const form = $("#visit"), held = visit();
    if (!held) return null;
    if (sentence()) held.set("link_said", sentence());
    const about = new URLSearchParams({ v: VERSION, law: words.law, engine: words.engine });
    return `${form.getAttribute("action")}#${about}&visit=${await squeezed(String(held))}`;
  };
  const record = async (push, fallback) => {
    try {
      const place = (await address()) || fallback;
      if (place) history[push ? "pushState" : "replaceState"](null, "", place);
    } catch { /* the page works without */ }
    shown = here();
  };
  const isLink = () => location.hash.startsWith("#v=");
  const linked = async () => {
    const about = new URLSearchParams(location.hash.slice(1));
    if (about.get("v") !== VERSION) throw new Error("another version");
    const body = new URLSearchParams(await unsqueezed(about.get("visit")));
    const was = { law: about.get("law"), engine: about.get("engine"), said: body.get("link_said") };
    body.delete("link_said");
    return { body, was };
  };
  const compare = (was) => {
    const law = was.law !== words.law, now = sentence(), other = Boolean(was.said) && was.said !== now;
    if (law || was.engine !== words.engine)
      notice("link-older", { law, engine: !law, other, same: Boolean(was.said) && !other, said: was.said });
  };
  const reopen = async () => {
    let link;
    try { link = await linked(); } catch { return notice("link-unreadable"); }
    const url = here();
    if (await go({ url, method: "POST", body: link.body, push: false })) compare(link.was);
  };

  /* --- the page of the reply takes the place of this one --- */
  const waiting = (busy) => {
    html.classList.toggle("busy", busy);
    $("main").ariaBusy = String(busy);
    if (busy) announce(words.busy);
  };
  const nameOf = (node) => node && (node.id ? `#${CSS.escape(node.id)}`
    : node.name ? `${node.localName}[name="${CSS.escape(node.name)}"][value="${CSS.escape(node.value)}"]` : null);
  const focus = (to, stay) => {
    if (to && to.tabIndex < 0) to.tabIndex = -1;
    to?.focus({ preventScroll: stay });
  };
  const swap = (page, keep) => {
    const by = keep ? document.activeElement : null, focused = nameOf(by);
    const part = by?.closest("details[id], section[id]")?.id;
    const open = $$("main details[open][id]").map((part) => part.id);
    for (const old of $$("main input[type=file]")) { /* a page cannot be written with a file */
      const fresh = $(`input[type=file][name="${old.name}"]`, page);
      if (fresh) fresh.files = old.files;
    }
    for (const part of ["header.top", "main"])
      if ($(part, page)) $(part)?.replaceWith(document.adoptNode($(part, page)));
    document.title = page.title;
    if (keep) for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    ready();
    const wrong = $("main .error-summary");
    const again = !wrong && focused && $(focused);
    const to = again || wrong || $("main [autofocus]")
      || part && $(`[id="${part}"] > :is(summary, h2)`) || $("main h1");
    focus(to, keep && !wrong);
    if (!keep && to?.matches("h1")) scrollTo(0, 0);
    else if (to?.autofocus) to.scrollIntoView({ block: "center" });
    announce(by?.name === "toggle" ? "" : sentence() || $("main h1")?.textContent || "");
  };
  const go = async (asked) => {
    underWay?.abort();
    const own = (underWay = new AbortController());
    const late = setTimeout(waiting, PATIENCE, true);
    const failed = (text) => { tell(text, words.retry, () => go(asked)); return false; };
    try {
      const reply = await fetch(asked.url, { method: asked.method, body: asked.body,
        headers: { Accept: "text/html" }, credentials: "same-origin", signal: own.signal });
      if ([429, 502, 503].includes(reply.status))
        return failed(words.overloaded.replace("{}", reply.headers.get("Retry-After") || "1"));
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (!$("main", page)) return failed(words.failed);
      hush();
      swap(page, asked.keep);
      const there = asked.method === "GET" ? reply.url : asked.url;
      await record(asked.push && !asked.keep, asked.push ? there : null);
      return true;
    } catch (fault) {
      return fault.name === "AbortError" ? false : failed(words.failed);
    } finally {
      clearTimeout(late);
      if (underWay === own) { underWay = null; waiting(false); }
    }
  };

  /* --- forms and links --- */
  on("submit", (event) => {
    const form = event.target, by = event.submitter;
    const how = by?.dataset.swap ?? form.dataset.swap;
    if ("file" in form.dataset) tell(words.busy);
    if (event.defaultPrevented || how === undefined || by?.hasAttribute("data-whole")) return;
    event.preventDefault();
    const of = (name) => by?.getAttribute(`form${name}`) || form.getAttribute(name);
    const method = (of("method") || "get").toUpperCase();
    const said = new FormData(form);
    if (by?.name) said.append(by.name, by.value);
    const url = new URL(of("action") || location.pathname, location.href);
    const plain = of("enctype") !== "multipart/form-data" && new URLSearchParams(said);
    if (method === "GET") url.search = plain;
    const keep = how === "keep" || form.hasAttribute("data-sending");
    form.removeAttribute("data-sending");
    go({ url: url.href, method, keep, push: true, body: method === "GET" ? undefined : plain || said });
  });
  on("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const aside = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
    if (!link || aside || event.defaultPrevented) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#")) { /* the fragment is the visit's */
      const to = document.getElementById(href.slice(1));
      if (!to) return;
      event.preventDefault();
      for (let up = to; up; up = up.parentElement) if (up.localName === "details") up.open = true;
      to.scrollIntoView();
      focus(to, true);
    } else if (link.dataset.swap !== undefined && !link.target) {
      const held = link.dataset.swap === "visit" && visit();
      event.preventDefault();
      go({ url: link.href, method: held ? "POST" : "GET", body: held || undefined, push: true });
    }
  });
  on("popstate", () => {
    if (isLink()) reopen();
    else if (shown !== here() || (visit() && !location.hash))
      go({ url: location.href, method: "GET", push: false });
  });

  /* --- fields that are sent by themselves --- */
  const worded = (field) => {
    const { labels, daysFrom } = field.dataset, out = field.parentElement.querySelector("output");
    if (!out || !(labels || daysFrom)) return;
    const day = daysFrom && new Date(Date.parse(daysFrom) + field.value * 864e5);
    out.value = labels ? labels.split("|")[field.value - (field.min || 0)]
      : day.toLocaleDateString(html.lang.replace("en", "en-GB"),
        { dateStyle: "long", timeZone: "UTC" }).replace(/^1 (?=\p{Ll})/u, "1er ");
    field.setAttribute("aria-valuetext", out.value);
  };
  let soon = 0;
  const changed = (event) => {
    const field = event.target, form = field.form;
    if (field.type === "range") worded(field);
    if (field.dataset.most) {
      const large = [...field.files].find((file) => file.size > field.dataset.most);
      field.setCustomValidity(large ? `${large.name} ${field.dataset.tooLarge}` : "");
      field.reportValidity();
    }
    const typed = !field.matches("select, [type=range], [type=radio], [type=checkbox]");
    if (!form || !field.closest("[data-auto]") || typed !== (event.type === "change")) return;
    clearTimeout(soon);
    soon = setTimeout(() => {
      if (!form.isConnected || !form.requestSubmit) return;
      form.setAttribute("data-sending", "");
      form.requestSubmit();
    }, PAUSE);
  };
  on("input", changed);
  on("change", changed);

  /* --- buttons, paper, files --- */
  const copied = async () => {
    try {
      await record(false);
      await navigator.clipboard.writeText(location.href);
      tell(words.copied);
    } catch { tell(words.notCopied); }
  };
  on("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.hasAttribute("data-copy-link")) copied();
    else if (button?.hasAttribute("data-print")) print();
  });
  let opened = [];
  on("beforeprint", () => {
    opened = $$("main details:not([open])");
    for (const part of opened) part.open = true;
  });
  on("afterprint", () => { for (const part of opened) part.open = false; });
  for (const kind of ["dragover", "dragleave", "drop"]) on(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over-it", kind === "dragover");
    const files = event.dataTransfer.files;
    if (kind !== "drop" || !files.length) return;
    $("input[type=file]", zone).files = files;
    zone.requestSubmit?.();
  });
  const ready = () => $$("[type=range]").forEach(worded);
  ready();
  if (isLink() && !visit()) reopen(); else record(false);
  shown = here();
})();
