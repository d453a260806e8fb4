// Explores the story map: search, regions, time, neighbourhoods, zoom. Without it the picture and the lists still work.
"use strict";
{
  const byId = (id) => document.getElementById(id);
  const { days, regions, edges } = JSON.parse(byId("graph").textContent);
  const svg = document.querySelector("svg.map");
  const dots = [...svg.querySelectorAll(".dots a")];
  const names = new Map([...svg.querySelectorAll(".names text")].map((name) => [Number(name.dataset.i), name]));
  const rows = new Map([...document.querySelectorAll(".legend li")].map((row) => [Number(row.dataset.i), row]));
  const groups = [...document.querySelectorAll(".legend details")];
  const titles = dots.map((_, i) => rows.get(i).querySelector("a").textContent);
  const folded = titles.map((title) => fold(title));
  const places = dots.map((dot) => {
    const { cx, cy, r } = dot.firstElementChild;
    return { x: cx.baseVal.value, y: cy.baseVal.value, r: r.baseVal.value };
  });
  const around = dots.map(() => new Set());
  for (const [a, b] of edges) {
    around[a].add(b);
    around[b].add(a);
  }
  const { width, height } = svg.viewBox.baseVal;
  const whole = { x: 0, y: 0, w: width, h: height };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const months = [...new Set(days.map((day) => day.slice(0, 7)))].toSorted((a, b) => (a < b ? -1 : 1));

  const state = { words: "", until: months.length - 1, hidden: new Set(), picked: null };
  let view = { ...whole };
  let moving = 0;

  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  function element(name, attributes = {}) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  /* What is shown: dots and rows together, so that the picture and the lists never disagree. */
  function isShown(i) {
    const last = months[state.until];
    return days[i].slice(0, 7) <= last && !state.hidden.has(regions[i]) && folded[i].includes(state.words);
  }

  function show() {
    let shown = 0;
    const near = state.picked === null ? null : around[state.picked];
    for (const [i, dot] of dots.entries()) {
      const on = isShown(i);
      if (on) shown++;
      dot.classList.toggle("off", !on);
      dot.classList.toggle("far", near !== null && i !== state.picked && !near.has(i));
      rows.get(i).hidden = !on;
      names.get(i)?.classList.toggle("off", !on || near !== null);
    }
    svg.classList.toggle("picked", near !== null);
    for (const group of groups) group.classList.toggle("none", state.hidden.has(Number(group.dataset.region)));
    const output = byId("shown");
    const said = output.dataset.word.replace("{n}", shown).replace("{of}", dots.length);
    if (output.textContent !== said) output.textContent = said;
  }

  /* The lines and names of one neighbourhood, drawn over the picture. */
  const overlay = svg.insertBefore(element("g", { class: "lines near" }), svg.querySelector(".dots"));
  const labels = svg.appendChild(element("g", { class: "names near" }));

  function drawNear(i, withNames) {
    overlay.replaceChildren();
    labels.replaceChildren();
    if (i === null) return;
    const from = places[i];
    const lines = [...around[i]].filter(isShown).map((j) => `M${from.x} ${from.y}L${places[j].x} ${places[j].y}`);
    overlay.append(element("path", { d: lines.join("") }));
    const size = (13 * view.w) / whole.w;
    const taken = [];
    for (const j of withNames ? [i, ...[...around[i]].filter(isShown)] : [i]) {
      const { x, y, r } = places[j];
      const toLeft = x > view.x + view.w * 0.7;
      const label = element("text", {
        x: toLeft ? x - r - size * 0.4 : x + r + size * 0.4,
        y: y + size * 0.35,
        "text-anchor": toLeft ? "end" : "start",
        style: `font-size:${size}px;stroke-width:${size * 0.27}px`,
      });
      label.textContent = titles[j].length > 46 ? `${titles[j].slice(0, 45)}…` : titles[j];
      labels.append(label);
      const box = label.getBBox();
      if (taken.some((other) => meet(box, other))) label.remove();
      else taken.push(box);
    }
  }

  function meet(a, b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  }

  /* The view, moved smoothly unless the reader asked for calm. */
  function look(target) {
    cancelAnimationFrame(moving);
    const from = { ...view };
    const begin = performance.now();
    const step = (time) => {
      const part = calm.matches ? 1 : Math.min(1, (time - begin) / 350);
      const eased = 1 - (1 - part) ** 3;
      for (const key of ["x", "y", "w", "h"]) view[key] = from[key] + (target[key] - from[key]) * eased;
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
      if (part < 1) moving = requestAnimationFrame(step);
      else drawNear(state.picked, true);
    };
    step(calm.matches ? Infinity : begin);
  }

  function zoom(factor, at = { x: view.x + view.w / 2, y: view.y + view.h / 2 }) {
    const w = Math.min(whole.w, Math.max(whole.w / 16, view.w * factor));
    const scale = w / view.w;
    look(within({ x: at.x - (at.x - view.x) * scale, y: at.y - (at.y - view.y) * scale, w, h: view.h * scale }));
  }

  function within({ x, y, w, h }) {
    return { x: Math.max(0, Math.min(whole.w - w, x)), y: Math.max(0, Math.min(whole.h - h, y)), w, h };
  }

  /** To one story and its neighbours. */
  function pick(i) {
    state.picked = i;
    show();
    const about = byId("about");
    about.hidden = i === null;
    if (i === null) return look({ ...whole });
    const near = [i, ...around[i]].map((j) => places[j]);
    const [left, right] = [Math.min(...near.map(({ x }) => x)) - 60, Math.max(...near.map(({ x }) => x)) + 60];
    const [top, bottom] = [Math.min(...near.map(({ y }) => y)) - 40, Math.max(...near.map(({ y }) => y)) + 40];
    const w = Math.min(whole.w, Math.max(right - left, ((bottom - top) * whole.w) / whole.h, whole.w / 6));
    const h = (w * whole.h) / whole.w;
    look(within({ x: (left + right - w) / 2, y: (top + bottom - h) / 2, w, h }));
    const list = document.createElement("ul");
    list.append(...[...around[i]].map((j) => rows.get(j).cloneNode(true)));
    about.replaceChildren(...rows.get(i).cloneNode(true).childNodes, list);
  }

  function dotAt(event) {
    const dot = event.target.closest?.(".dots a");
    return dot === null || dot === undefined ? null : dots.indexOf(dot);
  }

  svg.addEventListener("pointerover", (event) => state.picked ?? drawNear(dotAt(event), false));
  svg.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || dragged) return;
    const i = dotAt(event);
    if (i === null || i === state.picked) return i === null && state.picked !== null ? pick(null) : undefined;
    event.preventDefault();
    pick(i);
  });

  /* Dragging moves the view; a drag is no click. */
  let start = null;
  let dragged = false;
  svg.addEventListener("pointerdown", (event) => {
    start = event.pointerType === "mouse" ? { x: event.clientX, y: event.clientY, view: { ...view } } : null;
    dragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (start === null || event.buttons === 0) return;
    const scale = view.w / svg.clientWidth;
    const [x, y] = [(start.x - event.clientX) * scale, (start.y - event.clientY) * scale];
    if (Math.abs(x) + Math.abs(y) < 4 * scale) return;
    dragged = true;
    Object.assign(view, within({ ...view, x: start.view.x + x, y: start.view.y + y }));
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  /* With Ctrl or a pinch, as maps do; a plain wheel scrolls the page. */
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    const at = {
      x: view.x + ((event.clientX - box.left) / box.width) * view.w,
      y: view.y + ((event.clientY - box.top) / box.height) * view.h,
    };
    zoom(event.deltaY > 0 ? 1.25 : 0.8, at);
  }, { passive: false });

  byId("in").addEventListener("click", () => zoom(0.6));
  byId("out").addEventListener("click", () => zoom(1.6));
  byId("all").addEventListener("click", () => {
    Object.assign(state, { words: "", until: months.length - 1, hidden: new Set() });
    byId("search").value = "";
    byId("time").value = state.until;
    sayUntil();
    for (const box of document.querySelectorAll(".legend input")) box.checked = true;
    pick(null);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.picked !== null) pick(null);
  });

  byId("search").addEventListener("input", (event) => {
    state.words = fold(event.target.value.trim());
    show();
    for (const group of groups) if (state.words !== "") group.open = group.querySelector("li:not([hidden])") !== null;
  });
  byId("tools").addEventListener("submit", (event) => event.preventDefault());

  function sayUntil() {
    const until = byId("until");
    until.textContent = until.dataset.word.replace("{date}", months[state.until]);
    byId("time").setAttribute("aria-valuetext", months[state.until]);
  }
  const time = byId("time");
  time.max = months.length - 1;
  time.value = time.max;
  time.addEventListener("input", () => {
    state.until = Number(time.value);
    sayUntil();
    show();
  });
  sayUntil();

  /* A box for each region; the lists are how a keyboard walks the map: focus shows where a story lies. */
  for (const group of groups) {
    const region = Number(group.dataset.region);
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    box.setAttribute("aria-label", group.querySelector("summary").textContent.trim().replace(/\s+\d+$/, ""));
    box.addEventListener("change", () => {
      if (box.checked) state.hidden.delete(region);
      else state.hidden.add(region);
      show();
    });
    const line = document.createElement("div");
    line.className = "region";
    group.replaceWith(line);
    line.append(box, group);
  }
  for (const [i, row] of rows) {
    row.addEventListener("focusin", () => state.picked ?? drawNear(i, true));
    row.addEventListener("pointerenter", () => state.picked ?? drawNear(i, true));
    row.addEventListener("pointerleave", () => state.picked ?? drawNear(null));
  }

  byId("tools").hidden = false;
  svg.classList.add("live");
  show();
  const wanted = dots.findIndex((dot) => location.hash !== "" && dot.getAttribute("href").endsWith(`/${location.hash.slice(1)}/`));
  if (wanted >= 0) pick(wanted);
}
