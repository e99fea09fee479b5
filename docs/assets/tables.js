// A table that is wider than the screen is scrolled with the keyboard too: the theme's box takes the focus.
document$.subscribe(() => requestAnimationFrame(() => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) box.tabIndex = 0
}))
