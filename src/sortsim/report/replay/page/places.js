// From what a piece does to where it is on the floor plan.

const GAP = 1.7;   // between pieces that queue, in units of the plan

class Places {
  constructor(model, layout) {
    this.model = model;
    this.layout = layout;
    this.paths = layout.paths.map((points) => new Path(points));
    this.belts = new Map();
    for (const [s, box] of Object.entries(layout.boxes)) this.belts.set(Number(s), box);
    this.ovals = new Map();
    for (const [s, oval] of Object.entries(layout.ovals)) this.ovals.set(Number(s), new Oval(oval));
    this.out = [0, 0];
  }

  // Put x and y of a piece at the model's present instant into this.out; false where it is nowhere.
  find(p) {
    const { model } = this;
    const n = model.last[p];
    if (n < 0) return false;
    const act = model.act[n];
    if (RIDES.has(act)) return this.onCarrier(n);
    if (TRAVELS.has(act)) return this.onLink(n, model.now - model.at[n]);
    if (ENDS.has(act)) return false;
    return this.atStation(p, n);
  }

  onCarrier(n) {
    const { model } = this;
    const i = model.induction(n);
    if (i < 0) return false;
    const station = model.target[model.place[i]];
    const loop = model.loopOf[station];
    this.ovals.get(station).put(model.slotOf(loop, model.carrier[i], model.now), 0, this.out);
    return true;
  }

  onLink(n, since) {
    const { model } = this;
    const link = model.place[n], target = model.target[link], kind = model.scene.stations.kind[target];
    const path = this.pathOf(n, link, target);
    if (!path || !path.length) return this.inBox(target, n);
    const share = Math.min(1, since / Math.max(1, model.travel[link]));
    const isBelt = (kind === "line") && !model.scene.links.returns[link];
    const belt = isBelt ? this.belts.get(target) : null;
    const whole = path.length + (belt ? belt[2] : 0);
    let along = share * path.length;
    if (belt && share >= 1) {
      const on = (since - model.travel[link]) / Math.max(1, model.scene.stations.transport_ms[target]);
      along += Math.min(1, on) * belt[2];
    }
    if (kind !== "lane") along = Math.min(along, Math.max(0, whole - model.ahead(n) * GAP));
    if (along <= path.length) path.put(along, this.out);
    else {
      this.out[0] = belt[0] + along - path.length;
      this.out[1] = belt[1] + belt[3] / 2;
    }
    return true;
  }

  // The path of a link; what tenders hand on goes straight from its chute to the lane.
  pathOf(n, link, target) {
    const fixed = this.paths[link];
    if (fixed.length) return fixed;
    const box = this.layout.boxes[target];
    if (!box) return null;
    const from = this.mouthBefore(n) || this.sourceOf(link);
    if (!from) return null;
    return new Path([from, [box[0] + 1, box[1] + box[3] / 2]]);
  }

  // Where the piece was before an act: the end of the link it had come by.
  mouthBefore(n) {
    const { model } = this;
    const first = model.start[model.owner[n]];
    for (let i = n - 1; i >= first; i--) {
      if (TRAVELS.has(model.act[i])) return this.paths[model.place[i]].end();
    }
    return null;
  }

  sourceOf(link) {
    const source = this.model.scene.links.source[link];
    const chute = this.layout.mouths[source];
    if (chute) return chute;
    const box = this.layout.boxes[source];
    return box ? [box[0] + box[2] / 2, box[1] + box[3] / 2] : null;
  }

  atStation(p, n) {
    const { model } = this;
    const station = model.place[n];
    const wheel = model.wheelOf[station];
    if (wheel) return this.onWheel(wheel, station, model.now - model.at[n]);
    if (model.laneOf[station] >= 0) return this.loading(station, n);
    if (!this.layout.boxes[station]) {
      const at = this.mouthBefore(n) || this.layout.mouths[station];
      if (!at) return false;
      [this.out[0], this.out[1]] = at;
      return true;
    }
    return this.inBox(station, p);
  }

  onWheel(wheel, station, since) {
    const box = this.layout.boxes[station];
    this.out[0] = box[0] + Math.min(1, since / wheel.end_ms) * box[2];
    this.out[1] = box[1] + box[3] / 2;
    return true;
  }

  // From the lane to the vehicle while a loader carries it.
  loading(station, n) {
    const { model } = this;
    const box = this.layout.boxes[station];
    const vehicle = model.loadingAt(model.laneOf[station], model.now);
    const next = n + 1 < model.start[model.owner[n] + 1] ? model.at[n + 1] : model.at[n] + 20000;
    const share = Math.min(1, (model.now - model.at[n]) / Math.max(1, next - model.at[n]));
    const from = [box[0] + box[2] / 2, box[1] + box[3] / 2];
    const dock = vehicle ? this.layout.docks[vehicle.dock] : null;
    const to = dock ? [dock[0] + 2, dock[1] + dock[3] / 2] : from;
    this.out[0] = from[0] + (to[0] - from[0]) * share;
    this.out[1] = from[1] + (to[1] - from[1]) * share;
    return true;
  }

  // A cell of a station's box, by the number of the piece.
  inBox(station, p) {
    const box = this.layout.boxes[station];
    if (!box) return false;
    const columns = Math.max(1, Math.floor((box[2] - 3) / 2.4));
    const rows = Math.max(1, Math.floor((box[3] - 3) / 2.4));
    const cell = (p * 7919) % (columns * rows);
    this.out[0] = box[0] + 2 + (cell % columns) * 2.4;
    this.out[1] = box[1] + 2 + Math.floor(cell / columns) * 2.4;
    return true;
  }
}

// Points joined by straight lines, walked by length.
class Path {
  constructor(points) {
    this.points = points;
    this.lengths = [];
    this.length = 0;
    for (let i = 1; i < points.length; i++) {
      const d = Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
      this.lengths.push(d);
      this.length += d;
    }
  }

  end() { return this.points.length ? this.points[this.points.length - 1] : null; }

  put(along, out) {
    const { points, lengths } = this;
    let i = 0;
    while (i < lengths.length - 1 && along > lengths[i]) along -= lengths[i++];
    const share = lengths[i] ? Math.min(1, along / lengths[i]) : 0;
    out[0] = points[i][0] + (points[i + 1][0] - points[i][0]) * share;
    out[1] = points[i][1] + (points[i + 1][1] - points[i][1]) * share;
  }
}

// The oval of a loop: slot 0 is the leftmost point, then over the top (report.replay.ovals).
class Oval {
  constructor({ x, y, half, radius, slots, outward }) {
    Object.assign(this, { x, y, half, radius, slots, outward });
    this.length = 4 * half + 2 * Math.PI * radius;
  }

  // Put the point of a slot, so far outside of it, into out; out[2], out[3] point outside.
  put(slot, distance, out) {
    const { x, y, half, radius } = this;
    const quarter = Math.PI * radius / 2, straight = 2 * half;
    const d = (slot / this.slots % 1) * this.length;
    let px, py, nx, ny;
    const circle = (side, angle) => {
      nx = Math.cos(angle); ny = Math.sin(angle);
      px = x + side * half + radius * nx; py = y + radius * ny;
    };
    if (d < quarter) circle(-1, Math.PI + d / radius);
    else if (d < quarter + straight) { px = x - half + d - quarter; py = y - radius; nx = 0; ny = -1; }
    else if (d < 3 * quarter + straight) circle(1, 1.5 * Math.PI + (d - quarter - straight) / radius);
    else if (d < 3 * quarter + 2 * straight) {
      px = x + half - (d - 3 * quarter - straight); py = y + radius; nx = 0; ny = 1;
    } else circle(-1, Math.PI / 2 + (d - 3 * quarter - 2 * straight) / radius);
    out[0] = px + nx * distance; out[1] = py + ny * distance; out[2] = nx; out[3] = ny;
  }
}
