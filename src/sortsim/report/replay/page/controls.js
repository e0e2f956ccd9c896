// Keys, buttons, the mouse, and the address.

const SPEEDS = [1, 2, 5, 10, 20, 30, 60];

class Controls {
  constructor(app, draw) {
    this.app = app;
    app.controls = this;
    this.draw = draw;
    this.el = (id) => document.getElementById(id);
    this.bindButtons();
    this.bindKeys();
    this.bindMouse();
    this.readAddress();
    window.addEventListener("hashchange", () => this.readAddress());
  }

  bindButtons() {
    const { app } = this;
    this.el("play").addEventListener("click", () => this.play(!app.isPlaying));
    this.el("worst").addEventListener("click", () => this.jump(app.inRange(app.scene.worst_ms)));
    this.el("fit").addEventListener("click", () => this.draw.fit());
    this.el("help").addEventListener("click", () => this.el("help-text").showModal());
    this.el("close").addEventListener("click", () => this.draw.panel.close());
    this.el("speed").addEventListener("change", (event) => this.pace(Number(event.target.value)));
    this.el("colour").addEventListener("change", (event) => this.colour(event.target.value));
    this.el("find").addEventListener("change", (event) => this.find(event.target.value));
    const seek = this.el("seek");
    seek.min = app.scene.shown_ms;
    seek.max = app.scene.end_ms - 1;
    seek.addEventListener("input", () => this.jump(Number(seek.value)));
  }

  play(is) {
    const { app } = this;
    if (is && app.time >= app.scene.end_ms - 1) app.time = app.scene.shown_ms;
    app.isPlaying = is;
    this.el("play").textContent = is ? "❚❚" : "►";
    this.el("play").setAttribute("aria-label", is ? app.words.pause : app.words.play);
    if (!is) this.writeAddress();
  }

  jump(t) {
    this.app.time = this.app.inRange(t);
    this.draw.soon();
    this.writeAddress();
  }

  pace(speed) {
    this.app.speed = speed;
    this.el("speed").value = String(speed);
  }

  colour(by) {
    this.app.colours.by = by;
    this.el("colour").value = by;
    this.draw.legend();
    this.draw.soon();
  }

  // Find a station by a part of its name, or a piece by its number.
  find(text) {
    const { app } = this, wanted = text.trim().toLowerCase();
    if (!wanted) return;
    const piece = /^\d+$/.test(wanted) ? app.pieceOf(Number(wanted)) : -1;
    if (piece >= 0) { this.draw.panel.showPiece(piece); return; }
    const { name } = app.scene.stations;
    const s = name.findIndex((one) => one.toLowerCase().includes(wanted));
    if (s >= 0) this.draw.panel.showStation(s);
  }

  // ------------------------------------------------------------ keys

  bindKeys() {
    const steps = { ArrowLeft: -10000, ArrowRight: 10000, PageUp: -60000, PageDown: 60000 };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const own = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
      if (own && event.target.type !== "range") return;
      if (event.key === " " && event.target.tagName === "BUTTON") return;
      if (event.key in steps) this.jump(this.app.time + steps[event.key]);
      else if (!this.act(event.key)) return;
      event.preventDefault();
    });
  }

  act(key) {
    const { app } = this, at = SPEEDS.indexOf(app.speed);
    const acts = {
      " ": () => this.play(!app.isPlaying),
      "]": () => this.pace(SPEEDS[Math.min(SPEEDS.length - 1, at + 1)]),
      "[": () => this.pace(SPEEDS[Math.max(0, at - 1)]),
      Home: () => this.jump(app.scene.shown_ms),
      End: () => this.jump(app.scene.end_ms),
      w: () => this.jump(app.scene.worst_ms),
      c: () => this.colour(this.nextColour()),
      "+": () => this.draw.zoom(1.25),
      "=": () => this.draw.zoom(1.25),
      "-": () => this.draw.zoom(0.8),
      0: () => this.draw.fit(),
      a: () => this.draw.pan(-60, 0), d: () => this.draw.pan(60, 0),
      n: () => this.draw.panel.next(1), p: () => this.draw.panel.next(-1),
      f: () => this.draw.panel.followAny(),
      h: () => this.el("help-text").showModal(), "?": () => this.el("help-text").showModal(),
      Escape: () => this.draw.panel.close(),
    };
    if (!(key in acts)) return false;
    acts[key]();
    return true;
  }

  nextColour() {
    const all = ["destination", "laps", "class"];
    return all[(all.indexOf(this.app.colours.by) + 1) % all.length];
  }

  // ------------------------------------------------------------ the mouse

  bindMouse() {
    const stage = this.el("stage");
    let held = null;
    stage.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.draw.zoom(event.deltaY < 0 ? 1.18 : 1 / 1.18, event.offsetX, event.offsetY);
    }, { passive: false });
    stage.addEventListener("pointerdown", (event) => {
      held = { x: event.clientX, y: event.clientY, moved: 0 };
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => {
      if (!held) return;
      const dx = event.clientX - held.x, dy = event.clientY - held.y;
      held = { x: event.clientX, y: event.clientY, moved: held.moved + Math.abs(dx) + Math.abs(dy) };
      this.draw.pan(-dx, -dy);
    });
    stage.addEventListener("pointerup", (event) => {
      if (held && held.moved < 5) this.click(event.offsetX, event.offsetY);
      held = null;
    });
  }

  click(px, py) {
    const [x, y] = this.draw.unproject(px, py);
    const p = this.draw.pieceNear(x, y);
    if (p >= 0) { this.draw.panel.showPiece(p); return; }
    const s = this.draw.stationAt(x, y);
    if (s >= 0) this.draw.panel.showStation(s);
    else this.draw.panel.close();
  }

  // ------------------------------------------------------------ the address

  readAddress() {
    const told = new URLSearchParams(location.hash.slice(1));
    if (told.get("t")) this.app.time = this.app.instantOf(told.get("t")) ?? this.app.time;
    if (told.get("colour") && told.get("colour") in this.app.colours.tables) this.colour(told.get("colour"));
    const piece = told.get("piece") ? this.app.pieceOf(Number(told.get("piece"))) : -1;
    if (piece >= 0) this.draw.panel.showPiece(piece);
    this.draw.soon();
  }

  writeAddress() {
    const { app } = this;
    const told = new URLSearchParams({ t: app.clock(app.time), colour: app.colours.by });
    if (app.followed >= 0) told.set("piece", app.model.number[app.followed]);
    history.replaceState(null, "", `#${told.toString().replaceAll("%3A", ":")}`);
  }
}
