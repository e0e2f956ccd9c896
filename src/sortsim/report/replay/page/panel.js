// The panel at the side: the story of a piece, or the curves of a station.

class Panel {
  constructor(app, draw) {
    this.app = app;
    this.draw = draw;
    this.el = document.getElementById("panel");
    this.body = document.getElementById("panel-body");
  }

  close() {
    this.app.followed = -1;
    this.app.station = -1;
    this.el.hidden = true;
    this.draw.soon();
  }

  open(title) {
    this.el.hidden = false;
    document.getElementById("panel-title").textContent = title;
    this.body.replaceChildren();
  }

  // Names are set as text, never as markup: a scenario may call a thing whatever it likes.
  add(tag, text, kind) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    this.body.append(made);
    return made;
  }

  // ------------------------------------------------------------ a piece

  showPiece(p) {
    const { app } = this, { model, scene, words } = app;
    app.followed = p;
    app.station = -1;
    this.open(`${model.group[p] < 0 ? words.bag : words.parcel} ${model.number[p]}`);
    const lane = model.lane[p];
    const facts = [
      [words.destination, lane < 0 ? words.unknown : scene.lanes.name[lane]],
      [words.class, model.group[p] < 0 ? words.bag : scene.groups[model.group[p]]],
      [words.parcels, String(model.parcels[p])],
    ];
    const list = this.add("dl");
    for (const [name, value] of facts) {
      for (const [tag, text] of [["dt", name], ["dd", value]]) {
        const item = document.createElement(tag);
        item.textContent = text;
        list.append(item);
      }
    }
    this.tell(p);
    if (model.bag[p] >= 0) {
      this.add("h3", `${words.in_bag} ${model.number[model.bag[p]]}`);
      this.tell(model.bag[p]);
    }
    app.controls.writeAddress();
    this.draw.soon();
  }

  tell(p) {
    const { app } = this, list = this.add("ol", undefined, "story");
    for (const step of app.model.story(p)) {
      const item = document.createElement("li");
      const jump = document.createElement("button");
      jump.textContent = app.clock(step.at);
      jump.addEventListener("click", () => app.controls.jump(step.at));
      const where = step.to ? `${step.station} → ${step.to}` : step.station;
      const carrier = step.carrier >= 0 ? `, ${app.words.carrier} ${step.carrier}` : "";
      item.append(jump, ` ${app.words.act(step.act)}: ${where}${carrier}`);
      item.dataset.at = step.at;
      list.append(item);
    }
  }

  // ------------------------------------------------------------ a station

  showStation(s) {
    const { app } = this, { scene, words } = app, { name, kind, area } = scene.stations;
    app.station = s;
    app.followed = -1;
    this.open(name[s]);
    this.add("p", `${words.kinds[kind[s]] || kind[s]} · ${words.area(area[s])}`, "muted");
    this.now = this.add("p");
    const minutes = app.curves.inside.length / name.length;
    const row = (column) => Array.from({ length: minutes }, (_, m) => column[s * minutes + m]);
    this.curve(words.inside, row(app.curves.inside));
    this.curve(words.waiting, row(app.curves.waiting));
    const passed = row(app.curves.passed);
    this.curve(words.rate, passed.map((value, m) => (m ? (value - passed[m - 1]) * 60 : 0)).slice(1), 1);
    this.update();
    this.draw.soon();
  }

  // A line over the minutes of the film, with its largest value and the present instant.
  curve(title, values, skipped = 0) {
    const { app } = this, most = Math.max(1, ...values);
    const wide = 250, high = 62, step = wide / Math.max(1, values.length - 1);
    this.add("h3", `${title} (${app.words.most} ${Math.max(0, ...values).toLocaleString()})`);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    svg.setAttribute("role", "img");
    const last = values.length ? values[values.length - 1] : 0;
    svg.setAttribute("aria-label", `${title}: ${app.words.most} ${Math.max(0, ...values)}, ${app.words.last} ${last}`);
    const line = document.createElementNS(svg.namespaceURI, "polyline");
    line.setAttribute("points", values.map((value, m) =>
      `${(m * step).toFixed(1)},${(high - 3 - (value / most) * (high - 8)).toFixed(1)}`).join(" "));
    const now = document.createElementNS(svg.namespaceURI, "line");
    now.classList.add("now");
    now.setAttribute("y1", 0);
    now.setAttribute("y2", high);
    svg.append(line, now);
    svg.dataset.minutes = values.length + skipped;
    this.body.append(svg);
  }

  update() {
    const { app } = this;
    if (this.el.hidden) return;
    for (const svg of this.body.querySelectorAll("svg")) {
      const x = (app.time / 60000 / Math.max(1, svg.dataset.minutes - 1)) * 250;
      const now = svg.querySelector(".now");
      now.setAttribute("x1", x);
      now.setAttribute("x2", x);
    }
    for (const item of this.body.querySelectorAll("li")) {
      item.classList.toggle("past", Number(item.dataset.at) <= app.time);
    }
    if (app.station >= 0 && this.now) this.now.textContent = this.countsOf(app.station);
  }

  countsOf(s) {
    const { app } = this, { model, words } = app;
    if (model.laneOf[s] >= 0) {
      const d = model.loadingAt(model.laneOf[s], app.time);
      const vehicle = d ? ` · ${words.loading} ${d.kind} ${d.vehicle}: ${d.now} / ${d.capacity}` : "";
      return `${words.staged} ${app.stagedAt(s)}${vehicle}`;
    }
    const a = model.vehicleAt(s, app.time);
    if (a) return `${a.kind} ${a.vehicle}: ${a.pieces - a.now} / ${a.pieces} ${words.left}`;
    const minutes = app.curves.inside.length / app.scene.stations.name.length;
    const m = Math.min(minutes - 1, Math.floor(app.time / 60000));
    return `${words.inside} ${app.curves.inside[s * minutes + m]}, ${words.waiting} ${app.curves.waiting[s * minutes + m]}`;
  }

  // The next station, so that all can be reached by the keyboard.
  next(step) {
    const count = this.app.scene.stations.name.length;
    this.showStation((Math.max(0, this.app.station) + step + count) % count);
  }

  // Some piece that rides a loop now, or any that moves.
  followAny() {
    const { model } = this.app;
    let any = -1;
    for (let p = 0; p < model.pieces; p++) {
      if (!model.shown[p]) continue;
      any = p;
      if (RIDES.has(model.act[model.last[p]])) break;
    }
    if (any >= 0) this.showPiece(any);
  }
}
