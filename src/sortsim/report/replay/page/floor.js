// What stands on the floor plan: belts, boxes, loops, chutes, lanes, doors and vehicles.

class Floor {
  constructor(app) {
    this.app = app;
    this.mouths = this.chuteMouths();
  }

  // Middle and direction of every chute, reckoned once.
  chuteMouths() {
    const { places, scene } = this.app, found = [], at = [0, 0, 0, 0];
    for (const loop of scene.loops) {
      const oval = places.ovals.get(loop.station);
      loop.chutes.forEach((chute, number) => {
        oval.put(chute.slot, 2.2 * oval.outward, at);
        found.push({ loop, chute, number, x: at[0], y: at[1],
          nx: at[2] * oval.outward, ny: at[3] * oval.outward });
      });
    }
    return found;
  }

  // What never changes; drawn when the view does.
  drawStill(ctx) {
    const { layout, scene, look } = this.app;
    const { kind } = scene.stations;
    ctx.lineWidth = 0.5;
    ctx.strokeStyle = look.faint;
    ctx.globalAlpha = 0.55;
    this.drawWays(ctx);
    ctx.globalAlpha = 1;
    for (const [name, box] of Object.entries(layout.boxes)) {
      const s = Number(name);
      if (kind[s] === "loop") continue;
      this.drawBox(ctx, s, kind[s], box);
    }
    for (const [s, oval] of this.app.places.ovals) this.drawOval(ctx, s, oval);
    for (const [x, y, wide, high] of layout.docks) {
      ctx.strokeStyle = look.faint;
      ctx.strokeRect(x, y, wide, high);
    }
    this.drawLabels(ctx);
  }

  drawWays(ctx) {
    const { layout, scene } = this.app;
    const { kind } = scene.stations;
    ctx.beginPath();
    layout.paths.forEach((points, link) => {
      const source = kind[scene.links.source[link]], target = kind[scene.links.target[link]];
      if (points.length < 2 || target === "lane" || source === "loop" && target === "tenders") return;
      ctx.moveTo(points[0][0], points[0][1]);
      for (let i = 1; i < points.length; i++) ctx.lineTo(points[i][0], points[i][1]);
    });
    ctx.stroke();
  }

  drawBox(ctx, s, kind, [x, y, wide, high]) {
    const { look } = this.app;
    ctx.fillStyle = look.kinds[kind] || look.box;
    ctx.strokeStyle = look.edge;
    ctx.lineWidth = 0.6;
    if (kind === "line" || kind === "wheel_line" || kind === "feeder") ctx.fillStyle = look.belt;
    ctx.fillRect(x, y, wide, high);
    if (high > 3) ctx.strokeRect(x, y, wide, high);
  }

  drawOval(ctx, s, oval) {
    const { look, scene } = this.app;
    const outline = (radius) => {
      ctx.beginPath();
      ctx.arc(oval.x - oval.half, oval.y, radius, Math.PI / 2, 1.5 * Math.PI);
      ctx.arc(oval.x + oval.half, oval.y, radius, 1.5 * Math.PI, 2.5 * Math.PI);
      ctx.closePath();
    };
    ctx.strokeStyle = look.belt;
    ctx.lineWidth = 4;
    outline(oval.radius);
    ctx.stroke();
    const loop = scene.loops.find((l) => l.station === s), at = [0, 0, 0, 0];
    const mark = (slot, colour, from, to) => {
      oval.put(slot, 0, at);
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.2;
      ctx.beginPath();
      ctx.moveTo(at[0] + at[2] * from, at[1] + at[3] * from);
      ctx.lineTo(at[0] + at[2] * to, at[1] + at[3] * to);
      ctx.stroke();
    };
    for (const slot of loop.scanners) mark(slot, look.scanner, -4, 4);
    for (const { slot } of loop.inductions) mark(slot, look.induction, 2, 7 * oval.outward);
    if (loop.reject_out !== null) mark(loop.reject_slot, look.bad, -4, 4);
  }

  drawLabels(ctx) {
    const { layout, look, words } = this.app;
    ctx.fillStyle = look.muted;
    const size = 8.5 / Math.max(1, this.app.view.scale / this.app.fitted / 1.5);
    ctx.font = `600 ${size}px ${look.font}`;
    ctx.lineWidth = size * 0.3;
    ctx.lineJoin = "round";
    ctx.strokeStyle = "#ffffff";
    for (const [x, y, name, room] of layout.labels) {
      const text = this.fitted(ctx, words.area(name), room);
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
  }

  // A name cut in its middle to the room there is, since names differ at their ends.
  fitted(ctx, name, room) {
    let kept = name.length, text = name;
    while (kept > 2 && ctx.measureText(text).width > room) {
      kept--;
      const tail = Math.ceil(kept * 0.45);
      text = `${name.slice(0, kept - tail).trimEnd()}…${name.slice(name.length - tail)}`;
    }
    return text;
  }

  // ------------------------------------------------------------ what changes slowly

  drawLively(ctx, t) {
    this.drawChutes(ctx);
    this.drawLanes(ctx);
    this.drawArrivals(ctx, t);
    this.drawDepartures(ctx, t);
    this.drawStopped(ctx, t);
  }

  drawChutes(ctx) {
    const { model, look } = this.app;
    const paths = look.fill.map(() => new Path2D());
    for (const { chute, x, y, nx, ny } of this.mouths) {
      const most = chute.bag || 20;
      const inside = chute.bag ? model.inChute[chute.out] : this.app.waiting[chute.out];
      const share = Math.min(1, inside / most);
      const level = inside === 0 ? 0 : Math.min(look.fill.length - 1, 1 + Math.floor(share * (look.fill.length - 2)));
      const long = 2 + 6.5 * share;
      paths[level].moveTo(x, y);
      paths[level].lineTo(x + nx * long, y + ny * long);
    }
    ctx.lineWidth = 1.5;
    paths.forEach((path, level) => { ctx.strokeStyle = look.fill[level]; ctx.stroke(path); });
  }

  drawLanes(ctx) {
    const { scene, layout, look, model } = this.app;
    const most = this.app.mostStaged;
    for (const s of scene.lanes.station) {
      const box = layout.boxes[s];
      if (!box) continue;
      const share = Math.min(1, Math.sqrt(this.app.stagedAt(s) / most));
      ctx.fillStyle = look.lane(model.laneOf[s]);
      ctx.fillRect(box[0], box[1], box[2] * share, box[3]);
    }
  }

  drawArrivals(ctx, t) {
    const { layout, model } = this.app;
    for (const station of model.arrivalsOf.keys()) {
      const vehicle = model.vehicleAt(station, t), box = layout.boxes[station];
      if (!vehicle || !box) continue;
      const share = vehicle.pieces ? 1 - vehicle.now / vehicle.pieces : 0;
      const wide = vehicle.pieces > 1500 ? 78 : 46;
      this.drawVehicle(ctx, box[0] - 4 - wide, box[1], wide, box[3], share, t >= vehicle.docked, true);
    }
  }

  drawDepartures(ctx, t) {
    const { scene, layout, look, model } = this.app;
    for (const d of scene.departures) {
      if (d.at_door > t || (d.left !== null && t > d.left)) continue;
      const [x, y, wide, high] = layout.docks[d.dock];
      const share = d.capacity > 0 ? Math.min(1, d.now / d.capacity) : 0;
      this.drawVehicle(ctx, x, y, wide, high, share, t >= d.docked, false, look.lane(d.lane));
    }
    void model;
  }

  drawVehicle(ctx, x, y, wide, high, share, isDocked, isInbound, colour) {
    const { look } = this.app;
    ctx.fillStyle = isDocked ? look.vehicle : look.arriving;
    ctx.fillRect(x, y, wide, high);
    ctx.fillStyle = colour || look.cargo;
    const long = (wide - 2) * share;
    ctx.fillRect(isInbound ? x + wide - 1 - long : x + 1, y + 0.7, long, Math.max(0.6, high - 1.4));
    ctx.strokeStyle = look.edge;
    ctx.lineWidth = 0.5;
    ctx.strokeRect(x, y, wide, high);
  }

  drawStopped(ctx, t) {
    const { scene, look, places, words } = this.app;
    for (const loop of scene.loops) {
      const stretch = loop.stretches.filter((one) => one[0] <= t).pop() || loop.stretches[0];
      if (stretch[2] > 0) continue;
      const oval = places.ovals.get(loop.station);
      ctx.fillStyle = look.bad;
      ctx.font = `700 9px ${look.font}`;
      ctx.fillText(words.stopped, oval.x - 20, oval.y + 3);
    }
  }
}
