// The page itself: time, view, controls, and what is shown of a piece or a station.

class App {
  constructor(doc, columns) {
    this.doc = doc;
    this.scene = doc.scene;
    this.layout = doc.layout;
    this.look = this.makeLook(doc.look);
    this.words = new Words(doc.words);
    this.model = new Model(doc.scene, columns);
    this.curves = columns;
    this.places = new Places(this.model, doc.layout);
    this.floor = new Floor(this);
    this.colours = new Colours(this);
    this.stagedNow = new Int32Array(this.scene.stations.name.length);
    this.waiting = new Int32Array(this.model.travel.length);
    this.mostStaged = this.findMostStaged(columns);
    this.followed = -1;
    this.station = -1;
    this.speed = 10;
    this.isPlaying = false;
    this.time = this.scene.shown_ms;
    this.byNumber = null;
    this.frames = 0;
    this.view = { scale: 1, left: 0, top: 0 };
  }

  makeLook(look) {
    const made = { ...look };
    made.lane = (lane) => (lane < 0 ? look.unknown : look.lanes[look.laneColour[lane]]);
    made.carrier = packedColour(look.carrierColour);
    return made;
  }

  // The most that any lane holds in the film: a full bar.
  findMostStaged({ inside }) {
    const minutes = inside.length / this.scene.stations.name.length;
    let most = 1;
    for (const s of this.scene.lanes.station) {
      for (let m = 0; s >= 0 && m < minutes; m++) most = Math.max(most, inside[s * minutes + m]);
    }
    return most;
  }

  // ------------------------------------------------------------ counted while drawing

  counting() {
    this.stagedNow.fill(0);
    this.waiting.fill(0);
  }

  // Whether a piece stands in a lane or in a loose chute, where it is counted and not drawn.
  isStaged(p) {
    const { model } = this;
    const n = model.last[p];
    if (!TRAVELS.has(model.act[n])) return false;
    const link = model.place[n];
    if (model.now - model.at[n] < model.travel[link]) return false;
    const target = model.target[link];
    if (model.laneOf[target] >= 0) { this.stagedNow[target]++; return true; }
    if (model.chuteOf[link]) this.waiting[link]++;
    return false;
  }

  stagedAt(s) { return Math.max(0, this.model.staged[s]) + this.stagedNow[s]; }

  // ------------------------------------------------------------ where and when

  whereIs(p) {
    const { model, places } = this;
    const bag = model.bag[p];
    const n = model.last[p];
    if (n < 0) return null;
    const doing = model.doing(p);
    if (doing && doing.how === "chute") {
      if (bag >= 0 && model.last[bag] >= 0) return this.whereIs(bag);
      const [x, y] = places.paths[doing.link].end();
      return { x, y };
    }
    if (!places.find(p)) return null;
    return { x: places.out[0], y: places.out[1] };
  }

  pieceOf(number) {
    if (!this.byNumber) {
      this.byNumber = new Map();
      this.model.number.forEach((value, p) => this.byNumber.set(value, p));
    }
    return this.byNumber.get(number) ?? -1;
  }

  clock(t) {
    const s = Math.floor(this.scene.begin_s + t / 1000 + 6 * 3600) % 86400;
    const two = (value) => String(Math.floor(value)).padStart(2, "0");
    return `${two(s / 3600)}:${two(s / 60 % 60)}:${two(s % 60)}`;
  }

  // The instant of a time of day such as 20:15:30 within what is shown; null where there is none.
  instantOf(clock) {
    const parts = clock.split(":").map(Number);
    if (parts.some(Number.isNaN)) return null;
    const s = parts[0] * 3600 + (parts[1] || 0) * 60 + (parts[2] || 0) - 6 * 3600;
    const since = (((s - this.scene.begin_s) % 86400) + 86400) % 86400;
    return this.inRange(since * 1000);
  }

  inRange(t) { return Math.max(this.scene.shown_ms, Math.min(this.scene.end_ms - 1, t)); }
}
