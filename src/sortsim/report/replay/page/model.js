// The state of every piece at an instant, from the trace's acts; nothing here draws.
//
// A piece is where its last act put it: on a link, which takes a known time and ends in a queue;
// on a carrier, which turns with its loop; or at a station.  Times are milliseconds since the
// film's beginning.

const ACT = {};            // number by name
const TRAVELS = new Set(); // acts after which a piece travels a link
const RIDES = new Set();   // acts of a piece on a carrier
const ENDS = new Set();    // acts after which a piece is gone

function nameActs(names) {
  names.forEach((name, n) => { ACT[name] = n; });
  for (const name of ["unloaded", "left_line", "handed_over", "to_coding", "rejected",
    "bag_closed", "bag_hung", "diverted", "overran", "discharged"]) TRAVELS.add(ACT[name]);
  for (const name of ["inducted", "read_failed", "lapped"]) RIDES.add(ACT[name]);
  for (const name of ["seized", "opened", "loaded", "lost", "left_plant"]) ENDS.add(ACT[name]);
}

class Model {
  constructor(scene, columns) {
    this.scene = scene;
    nameActs(scene.acts);
    const { number, count, lane, group, parcels, bag, act } = columns;
    Object.assign(this, { number, count, lane, group, parcels, bag, act });
    this.pieces = this.number.length;
    this.acts = this.act.length;
    this.readOwners(columns.count);
    this.readPlaces();
    this.readSlots();
    this.readActs(columns);
    this.readCarriers();
    this.order = this.byTime();
    this.readQueues();
    this.reset();
  }

  // ------------------------------------------------------------ reading

  readOwners(count) {
    this.start = new Int32Array(this.pieces + 1); // index of each piece's first act
    this.owner = new Int32Array(this.acts);
    for (let p = 0; p < this.pieces; p++) {
      this.start[p + 1] = this.start[p] + count[p];
      this.owner.fill(p, this.start[p], this.start[p + 1]);
    }
  }

  // Places and times are packed by act, and only where the act before does not foretell them.
  readActs({ first, since, place }) {
    const kinds = this.scene.acts.length;
    const nextPlace = new Int32Array(kinds + 1), nextSince = new Int32Array(kinds + 1);
    for (let n = 0; n < this.acts; n++) {
      nextPlace[this.act[n] + 1]++;
      if (n !== this.start[this.owner[n]]) nextSince[this.act[n] + 1]++;
    }
    for (let k = 1; k <= kinds; k++) {
      nextPlace[k] += nextPlace[k - 1];
      nextSince[k] += nextSince[k - 1];
    }
    this.place = new Int32Array(this.acts);
    this.at = new Int32Array(this.acts);
    let begin = 0;
    for (let n = 0; n < this.acts; n++) {
      const act = this.act[n], told = place[nextPlace[act]++];
      if (n === this.start[this.owner[n]]) {
        begin += first[this.owner[n]];
        this.place[n] = told;
        this.at[n] = begin;
        continue;
      }
      this.place[n] = told < 0 ? this.foretoldPlace(n) : told;
      const rest = since[nextSince[act]++];
      this.at[n] = this.at[n - 1] + this.foretoldTime(n) + (rest % 2 ? -(rest - 1) / 2 : rest / 2);
    }
  }

  foretoldPlace(n) {
    const before = this.act[n - 1], link = this.place[n - 1];
    if (this.act[n] === ACT.inducted) return link;
    return TRAVELS.has(before) || before === ACT.inducted ? this.target[link] : link;
  }

  foretoldTime(n) {
    const before = this.act[n - 1], link = this.place[n - 1], here = this.place[n];
    if (before === ACT.inducted && this.act[n] === ACT.discharged) {
      const lap = Math.max(1, this.lapOf[here]);
      const ahead = (((this.slotOfLink[here] - this.slotOfLink[link]) % lap) + lap) % lap;
      return Math.floor(ahead * this.intervalOf[here]);
    }
    if (!TRAVELS.has(before)) return 0;
    const isBelt = this.act[n] === ACT.left_line && !this.scene.links.returns[link];
    const belt = isBelt ? Math.floor(this.scene.stations.transport_ms[this.target[link]]) : 0;
    return Math.floor(this.travel[link]) + belt;
  }

  // Slot, carriers and passage interval of every link that meets a loop.
  readSlots() {
    const count = this.travel.length;
    this.slotOfLink = new Int32Array(count);
    this.lapOf = new Int32Array(count);
    this.intervalOf = new Float64Array(count);
    for (const loop of this.scene.loops) {
      const meets = loop.chutes.map((chute) => [chute.out, chute.slot]);
      for (const { slot, links } of loop.inductions) meets.push(...links.map((link) => [link, slot]));
      for (const [link, slot] of meets) {
        this.slotOfLink[link] = slot;
        this.lapOf[link] = loop.carriers;
        this.intervalOf[link] = loop.interval_ms;
      }
    }
  }

  // The carrier of each induction: the one that passes its slot just then.
  readCarriers() {
    this.carrier = new Int16Array(this.acts).fill(-1);
    for (let n = 0; n < this.acts; n++) {
      if (this.act[n] !== ACT.inducted) continue;
      const loop = this.loopOf[this.target[this.place[n]]];
      const passage = Math.round(this.turned(loop, this.at[n] + 0.5));
      const carrier = (this.slotOfLink[this.place[n]] - passage) % loop.carriers;
      this.carrier[n] = carrier < 0 ? carrier + loop.carriers : carrier;
    }
  }

  // What the scene says of stations and links, by number.
  readPlaces() {
    const { stations, links, loops, wheels, lanes } = this.scene;
    const n = stations.name.length;
    this.loopOf = new Array(n).fill(null);
    this.chuteOf = new Array(links.source.length).fill(null);
    for (const loop of loops) {
      this.loopOf[loop.station] = loop;
      loop.chutes.forEach((chute) => { this.chuteOf[chute.out] = chute; });
    }
    this.wheelOf = new Array(n).fill(null);
    for (const wheel of wheels) this.wheelOf[wheel.station] = wheel;
    this.laneOf = new Int32Array(n).fill(-1);
    lanes.station.forEach((s, lane) => { if (s >= 0) this.laneOf[s] = lane; });
    this.travel = Float64Array.from(links.transport_ms);
    this.target = Int32Array.from(links.target);
    this.vehiclesOf = lanes.name.map(() => []);
    for (const d of this.scene.departures) this.vehiclesOf[d.lane].push(d);
    this.arrivalsOf = new Map();
    for (const a of this.scene.arrivals) {
      if (!this.arrivalsOf.has(a.station)) this.arrivalsOf.set(a.station, []);
      this.arrivalsOf.get(a.station).push(a);
    }
  }

  // Acts in order of time; of one instant in the order of the trace.
  byTime() {
    const unit = 2 ** 22;
    const keys = new Float64Array(this.acts);
    for (let n = 0; n < this.acts; n++) keys[n] = this.at[n] * unit + n;
    keys.sort();
    return Int32Array.from(keys, (key) => key % unit);
  }

  // Queues are first come, first served on every link: each act that takes a link gets its turn.
  readQueues() {
    this.turn = new Int32Array(this.acts);
    const next = new Int32Array(this.travel.length);
    for (const n of this.order) if (TRAVELS.has(this.act[n])) this.turn[n] = next[this.place[n]]++;
  }

  // ------------------------------------------------------------ time

  reset() {
    this.now = -1;
    this.done = 0;                                        // acts that have happened
    this.last = new Int32Array(this.pieces).fill(-1);     // last act of each piece
    this.laps = new Uint8Array(this.pieces);
    this.shown = new Uint8Array(this.pieces);
    this.left = new Int32Array(this.travel.length);       // pieces that left each link's queue
    this.inChute = new Int32Array(this.travel.length);
    for (const loop of this.scene.loops) {
      for (const chute of loop.chutes) this.inChute[chute.out] = chute.inside;
    }
    this.staged = new Int32Array(this.scene.stations.name.length);
    for (const [s, count] of Object.entries(this.scene.staged)) this.staged[s] = count;
    for (const d of this.scene.departures) d.now = d.loaded;
    for (const a of this.scene.arrivals) a.now = a.unloaded;
    this.gone = 0;
  }

  // Let all acts up to an instant have happened; going back begins anew.
  seek(t) {
    if (t < this.now) this.reset();
    while (this.done < this.acts && this.at[this.order[this.done]] <= t) {
      this.happen(this.order[this.done++]);
    }
    this.now = t;
  }

  happen(n) {
    const p = this.owner[n], act = this.act[n], place = this.place[n], before = this.last[p];
    if (before >= 0 && TRAVELS.has(this.act[before])) this.left[this.place[before]]++;
    this.last[p] = n;
    this.shown[p] = 1;
    if (act === ACT.lapped) this.laps[p]++;
    else if (act === ACT.unloaded) this.unload(place, this.at[n]);
    else if (act === ACT.discharged) this.discharge(p, place);
    else if (act === ACT.bag_closed) this.inChute[place] -= Math.min(this.inChute[place], this.parcels[p]);
    else if (act === ACT.started && before < 0 && this.laneOf[place] >= 0) this.staged[place]--;
    else if (act === ACT.loaded) this.load(p, place, this.at[n]);
    if (ENDS.has(act)) this.shown[p] = 0;
  }

  unload(link, t) {
    const vehicle = this.vehicleAt(this.scene.links.source[link], t);
    if (vehicle) vehicle.now++;
  }

  discharge(p, link) {
    const chute = this.chuteOf[link];
    if (chute && chute.bag) { this.inChute[link]++; this.shown[p] = 0; }
  }

  load(p, station, t) {
    this.gone += this.parcels[p];
    const vehicle = this.loadingAt(this.laneOf[station], t);
    if (vehicle) vehicle.now += this.parcels[p];
  }

  // ------------------------------------------------------------ vehicles

  vehicleAt(door, t) {
    const there = this.arrivalsOf.get(door) || [];
    return there.find((a) => a.at_door <= t && (a.left === null || t <= a.left)) || null;
  }

  // The vehicle that a lane loads: the first that is docked and not done.
  loadingAt(lane, t) {
    if (lane < 0) return null;
    const there = this.vehiclesOf[lane];
    return there.find((d) => d.docked <= t && (d.done === null || t <= d.done)) || null;
  }

  // ------------------------------------------------------------ loops

  // How far a loop has turned, in carriers.
  turned(loop, t) {
    let found = loop.stretches[0];
    for (const stretch of loop.stretches) if (stretch[0] <= t) found = stretch;
    return found[1] + (t - found[0]) * found[2];
  }

  // The slot at which a carrier is, whole at a passage.
  slotOf(loop, carrier, t) {
    const slot = (carrier + this.turned(loop, t)) % loop.carriers;
    return slot < 0 ? slot + loop.carriers : slot;
  }

  // ------------------------------------------------------------ what a piece does

  // The act by which a piece on a loop got its carrier.
  induction(n) {
    while (n >= this.start[this.owner[n]] && this.act[n] !== ACT.inducted) n--;
    return n >= this.start[this.owner[n]] ? n : -1;
  }

  // Pieces before this one in the queue at the end of its link.
  ahead(n) {
    return Math.max(0, this.turn[n] - this.left[this.place[n]]);
  }

  // {how, ...} of a piece at the present instant; null before its first act and when it is gone.
  doing(p) {
    const n = this.last[p];
    if (n < 0) return null;
    const act = this.act[n], place = this.place[n], since = this.now - this.at[n];
    if (ENDS.has(act)) return null;
    if (RIDES.has(act)) {
      const i = this.induction(n);
      if (i < 0) return null;
      const station = this.target[this.place[i]];
      const loop = this.loopOf[station];
      return { how: "carrier", station, carrier: this.carrier[i],
        slot: this.slotOf(loop, this.carrier[i], this.now) };
    }
    if (TRAVELS.has(act)) {
      if (act === ACT.discharged && this.chuteOf[place] && this.chuteOf[place].bag) {
        return { how: "chute", link: place };
      }
      return { how: "link", link: place, since, ahead: this.ahead(n), act: n };
    }
    return { how: "station", station: place, since, act: n };
  }

  // The acts of a piece, for its story.
  story(p) {
    const found = [];
    for (let n = this.start[p]; n < this.start[p + 1]; n++) {
      found.push({ at: this.at[n], act: this.scene.acts[this.act[n]], ...this.whereOf(n) });
    }
    return found;
  }

  // Names of the station of an act and of where it leads.
  whereOf(n) {
    const { stations, links } = this.scene;
    const act = this.act[n], place = this.place[n];
    if (TRAVELS.has(act)) {
      return { station: stations.name[links.source[place]], to: stations.name[links.target[place]] };
    }
    if (act === ACT.inducted) return { station: stations.name[links.target[place]], to: null,
      carrier: this.carrier[n] };
    return { station: stations.name[place], to: null };
  }
}
