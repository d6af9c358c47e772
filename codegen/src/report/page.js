"use strict";
(() => {
  const form = document.querySelector("form");
  const box = document.getElementById("filter");
  const count = document.getElementById("count");
  const rows = [...document.querySelectorAll("tr.item")].map((row) => {
    const button = row.querySelector("button");
    const detail = button && document.getElementById(button.getAttribute("aria-controls"));
    return {
      row, button, detail,
      text: (row.textContent + " " + (detail ? detail.textContent : "")).toLowerCase(),
      states: row.dataset.states.split(" "),
    };
  });

  const open = (one, wanted) => {
    if (!one.button) return;
    one.button.setAttribute("aria-expanded", String(wanted));
    one.detail.hidden = !wanted || one.row.hidden;
  };
  const isOpen = (one) => one.button && one.button.getAttribute("aria-expanded") === "true";

  const show = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = form.elements.kind.value;
    const states = [...form.querySelectorAll("input[name=state]:checked")].map((one) => one.value);
    const breaking = form.elements.breaking.checked;
    let shown = 0;
    for (const one of rows) {
      const fits = words.every((word) => one.text.includes(word))
        && (!kind || one.row.dataset.kind === kind)
        && one.states.some((state) => states.includes(state))
        && (!breaking || one.states.includes("breaks"));
      one.row.hidden = !fits;
      if (one.detail) one.detail.hidden = !fits || !isOpen(one);
      if (fits) shown += 1;
    }
    count.textContent = `${shown} of ${rows.length} shown`;
  };

  const read = () => {
    const said = new URLSearchParams(location.hash.slice(1)).get("filter");
    if (said !== null) box.value = said;
    show();
  };
  const keep = () => {
    const said = box.value ? "#filter=" + encodeURIComponent(box.value) : "#";
    try { history.replaceState(null, "", said); } catch { /* a page that was saved */ }
  };

  for (const one of rows) {
    if (one.button) one.button.addEventListener("click", () => open(one, !isOpen(one)));
    open(one, false);
  }
  const all = document.getElementById("all");
  all.addEventListener("click", () => {
    const wanted = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(wanted));
    for (const one of rows) open(one, wanted);
  });
  form.addEventListener("input", () => { keep(); show(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", read);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && event.target === box) {
      box.value = "";
      keep();
      show();
    }
  });
  form.hidden = false;
  read();
})();
