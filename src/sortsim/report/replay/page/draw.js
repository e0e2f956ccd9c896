// Frames: which layer is drawn when, zoom and pan, and what lies under the pointer.

class Draw {
  constructor(app) {
    this.app = app;
    this.stage = document.getElementById("stage");
    this.still = document.getElementById("still");
    this.lively = document.getElementById("lively");
    this.dots = new Dots(app, document.getElementById("dots"));
    this.panel = new Panel(app, this);
    this.isDue = true;
    this.isStillDue = true;
    this.livelyAt = 0;
    this.before = null;
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.resize();
    requestAnimationFrame((now) => this.frame(now));
  }

  resize() {
    this.ratio = Math.min(1.5, window.devicePixelRatio || 1);
    const wide = Math.max(1, Math.round(this.stage.clientWidth * this.ratio));
    const high = Math.max(1, Math.round(this.stage.clientHeight * this.ratio));
    for (const canvas of [this.still, this.lively]) { canvas.width = wide; canvas.height = high; }
    this.dots.size(wide, high);
    this.fit();
  }

  fit() {
    const { width, height } = this.app.layout;
    const scale = Math.min(this.still.width / width, this.still.height / height);
    this.app.view = { scale, left: (width - this.still.width / scale) / 2,
      top: (height - this.still.height / scale) / 2 };
    this.fitted = this.app.fitted = scale;
    this.all();
  }

  zoom(factor, px = this.stage.clientWidth / 2, py = this.stage.clientHeight / 2) {
    const { view } = this.app;
    const [x, y] = this.unproject(px, py);
    const scale = Math.max(this.fitted * 0.8, Math.min(24 * this.fitted, view.scale * factor));
    this.app.view = { scale, left: x - px * this.ratio / scale, top: y - py * this.ratio / scale };
    this.all();
  }

  pan(dx, dy) {
    const { view } = this.app;
    view.left += dx * this.ratio / view.scale;
    view.top += dy * this.ratio / view.scale;
    this.all();
  }

  unproject(px, py) {
    const { scale, left, top } = this.app.view;
    return [px * this.ratio / scale + left, py * this.ratio / scale + top];
  }

  soon() { this.isDue = true; }

  all() { this.isStillDue = this.isDue = true; }

  // ------------------------------------------------------------ a frame

  frame(now) {
    const { app } = this;
    const passed = this.before === null ? 0 : Math.min(100, now - this.before);
    this.before = now;
    if (app.isPlaying) {
      app.time += passed * app.speed;
      if (app.time >= app.scene.end_ms - 1) { app.time = app.scene.end_ms - 1; app.controls.play(false); }
      this.isDue = true;
    }
    if (this.isDue) this.draw(now);
    app.frames++;
    requestAnimationFrame((next) => this.frame(next));
  }

  draw(now) {
    const { app } = this;
    const isJump = this.isStillDue || !app.isPlaying;
    this.isDue = false;
    app.model.seek(app.time);
    if (this.isStillDue) this.paint(this.still, (ctx) => app.floor.drawStill(ctx));
    this.isStillDue = false;
    this.dots.draw(app.view);
    if (isJump || now - this.livelyAt > 120) {
      this.livelyAt = now;
      this.paint(this.lively, (ctx) => app.floor.drawLively(ctx, app.time));
      this.tell();
    }
  }

  paint(canvas, what) {
    const ctx = canvas.getContext("2d");
    const { scale, left, top } = this.app.view;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
    what(ctx);
  }

  tell() {
    const { app } = this;
    document.getElementById("clock").textContent = app.clock(app.time);
    const seek = document.getElementById("seek");
    seek.value = String(Math.round(app.time));
    seek.setAttribute("aria-valuetext", app.clock(app.time));
    document.getElementById("counts").textContent =
      `${app.drawn.toLocaleString()} ${app.words.moving} · ${app.model.gone.toLocaleString()} ${app.words.loaded}`;
    this.panel.update();
    if (now_s() - (this.spoken || 0) > 5) this.speak();
  }

  // A sentence for those who hear the page, not more often than one can listen.
  speak() {
    const { app } = this;
    this.spoken = now_s();
    document.getElementById("spoken").textContent =
      `${app.clock(app.time)}: ${app.drawn} ${app.words.moving}, ${app.model.gone} ${app.words.loaded}`;
  }

  legend() {
    const { app } = this, list = document.getElementById("legend");
    list.replaceChildren();
    for (const [colour, words] of app.doc.legend[app.colours.by]) {
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.style.background = colour;
      item.append(swatch, words);
      list.append(item);
    }
  }

  // ------------------------------------------------------------ what lies where

  pieceNear(x, y) {
    const { app } = this, { model, places } = app;
    let best = -1, least = (6 * this.ratio / app.view.scale) ** 2;
    for (let p = 0; p < model.pieces; p++) {
      if (!model.shown[p] || app.isStaged(p) || !places.find(p)) continue;
      const d = (places.out[0] - x) ** 2 + (places.out[1] - y) ** 2;
      if (d < least) { least = d; best = p; }
    }
    return best;
  }

  stationAt(x, y) {
    const { layout, floor } = this.app;
    const near = 3 + 3 / this.app.view.scale;
    for (const { chute, x: cx, y: cy, nx, ny } of floor.mouths) {
      if (Math.hypot(cx + nx * 4 - x, cy + ny * 4 - y) < near) return this.app.scene.links.target[chute.out];
    }
    let best = -1, least = Infinity;
    for (const [s, box] of Object.entries(layout.boxes)) {
      const isIn = x > box[0] - near && x < box[0] + box[2] + near && y > box[1] - near && y < box[1] + box[3] + near;
      if (isIn && box[2] * box[3] < least) { least = box[2] * box[3]; best = Number(s); }
    }
    return best;
  }
}

function now_s() { return performance.now() / 1000; }
