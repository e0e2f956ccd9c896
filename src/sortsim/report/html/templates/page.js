"use strict";
/* What a reader can do: point at a figure for its values, enlarge it, sort a table. No network. */

/* The nearest point of each series at the pointer, or stepped through with the arrow keys. */
for (const figure of document.querySelectorAll("figure")) {
  const panels = JSON.parse(figure.querySelector(".hover").textContent);
  const drawing = figure.querySelector(".drawing");
  const tip = drawing.querySelector(".tip");
  if (panels.length === 0) continue;
  let dots = [];

  const clear = () => {
    tip.hidden = true;
    dots.forEach((dot) => dot.remove());
    dots = [];
  };

  const nearest = (series, x, y, wide) => {
    let best = -1, least = Infinity;
    for (let i = 0; i < series.x.length; i++) {
      const distance = Math.abs(series.x[i] - x) * (wide ? 4 : 1) + Math.abs(series.y[i] - y) * (wide ? 0.25 : 1);
      if (distance < least) { least = distance; best = i; }
    }
    return best;
  };

  const show = (panel, x, y) => {
    clear();
    const curves = panel.series.filter((series) => series.x.length > 1);
    const shown = curves.length > 0 ? curves : [closest(panel.series, x, y)];
    const lines = [];
    for (const series of shown) {
      const i = nearest(series, x, y, curves.length > 0);
      if (i < 0) continue;
      lines.push(series.label + "  " + series.words[i]);
      const dot = document.createElement("div");
      dot.className = "dot";
      dot.style.left = series.x[i] * 100 + "%";
      dot.style.top = series.y[i] * 100 + "%";
      drawing.append(dot);
      dots.push(dot);
    }
    tip.textContent = lines.join("\n");
    tip.hidden = lines.length === 0;
    const left = x * drawing.clientWidth, top = y * drawing.clientHeight;
    const room = drawing.clientWidth - tip.offsetWidth - 4;
    tip.style.left = Math.max(0, Math.min(left + 14, room)) + "px";
    tip.style.top = Math.max(0, Math.min(top + 14, drawing.clientHeight - tip.offsetHeight - 4)) + "px";
  };

  const closest = (all, x, y) => {
    let best = all[0], least = Infinity;
    for (const series of all) {
      const i = nearest(series, x, y, false);
      const distance = Math.hypot(series.x[i] - x, series.y[i] - y);
      if (distance < least) { least = distance; best = series; }
    }
    return best;
  };

  const inside = (panel, x, y) => {
    const [left, top, width, height] = panel.box;
    return x >= left && x <= left + width && y >= top && y <= top + height;
  };

  drawing.addEventListener("pointermove", (event) => {
    const place = drawing.getBoundingClientRect();
    const x = (event.clientX - place.left) / place.width, y = (event.clientY - place.top) / place.height;
    const panel = panels.find((one) => inside(one, x, y));
    if (panel) show(panel, x, y); else clear();
  });
  drawing.addEventListener("pointerleave", clear);
  drawing.addEventListener("blur", clear);

  let at = -1;
  const steps = panels.flatMap((panel) => {
    const longest = panel.series.reduce((a, b) => (b.x.length > a.x.length ? b : a));
    return panel.series.some((series) => series.x.length > 1)
      ? longest.x.map((x, i) => [panel, x, longest.y[i]])
      : panel.series.map((series) => [panel, series.x[0], series.y[0]]);
  });
  drawing.addEventListener("keydown", (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1, Home: -steps.length, End: steps.length }[event.key];
    if (event.key === "Escape") clear();
    if (!move) return;
    event.preventDefault();
    at = Math.max(0, Math.min(steps.length - 1, at + move));
    show(...steps[at]);
  });
}

/* A figure as large as the window; wheel or + and - zoom, drag or arrows move, Escape closes. */
for (const button of document.querySelectorAll(".enlarge")) {
  button.addEventListener("click", () => {
    const dialog = document.createElement("dialog");
    const view = document.createElement("div");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "close");
    view.className = "view";
    view.append(button.closest("figure").querySelector("svg").cloneNode(true));
    dialog.append(close, view);
    document.body.append(dialog);
    const svg = view.firstChild;
    let scale = 1, x = 0, y = 0, held = null;
    const place = () => { svg.style.transform = `translate(${x}px, ${y}px) scale(${scale})`; };
    const zoom = (by, atX, atY) => {
      const next = Math.max(1, Math.min(12, scale * by));
      x = atX - (atX - x) * next / scale;
      y = atY - (atY - y) * next / scale;
      scale = next;
      if (scale === 1) { x = 0; y = 0; }
      place();
    };
    view.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = view.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    view.addEventListener("pointerdown", (event) => { held = [event.clientX - x, event.clientY - y]; view.setPointerCapture(event.pointerId); });
    view.addEventListener("pointermove", (event) => { if (held) { x = event.clientX - held[0]; y = event.clientY - held[1]; place(); } });
    view.addEventListener("pointerup", () => { held = null; });
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (event.key === "+" || event.key === "=") zoom(1.25, view.clientWidth / 2, view.clientHeight / 2);
      if (event.key === "-") zoom(0.8, view.clientWidth / 2, view.clientHeight / 2);
      if (step) { x += step[0]; y += step[1]; place(); }
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    dialog.showModal();
    view.tabIndex = 0;
    view.focus();
  });
}

/* A click or Enter on a heading sorts its table: numbers by value, words by letter. */
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const key = (row, column) => {
    const words = row.cells[column] ? row.cells[column].textContent.trim() : "";
    const number = parseFloat(words.replace(/[,≈>≥≤+\s]/g, "").replace("−", "-"));
    return Number.isNaN(number) ? words : number;
  };
  heads.forEach((head, column) => {
    head.tabIndex = 0;
    const sort = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((a, b) => {
        const x = key(a, column), y = key(b, column);
        if (typeof x === "number" && typeof y === "number") return x - y;
        return String(x).localeCompare(String(y));
      });
      body.append(...(down ? rows.reverse() : rows));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); } });
  });
}

/* On paper everything is unfolded. */
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
