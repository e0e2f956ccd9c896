// Pieces and carriers as dots of a few pixels, written straight into an image.

class Dots {
  constructor(app, canvas) {
    this.app = app;
    this.canvas = canvas;
    this.ctx = canvas.getContext("2d");
  }

  size(wide, high) {
    this.canvas.width = wide;
    this.canvas.height = high;
    this.image = this.ctx.createImageData(wide, high);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  draw(view) {
    const { model, places, colours } = this.app;
    const { pixels } = this;
    const wide = this.canvas.width, high = this.canvas.height;
    pixels.fill(0);
    const { scale, left, top } = view;
    const side = Math.max(2, Math.min(9, Math.round(scale * 1.9)));
    this.carriers(view, Math.max(1, Math.min(6, Math.round(scale * 1.1))));
    const out = places.out;
    const half = side / 2;
    this.app.drawn = 0;
    this.app.counting();
    for (let p = 0; p < model.pieces; p++) {
      if (!model.shown[p]) continue;
      if (this.app.isStaged(p) || !places.find(p)) continue;
      const x = Math.round((out[0] - left) * scale - half), y = Math.round((out[1] - top) * scale - half);
      if (x < 0 || y < 0 || x + side >= wide || y + side >= high) continue;
      const colour = colours.of(p);
      this.app.drawn++;
      for (let row = y * wide + x, end = row + side * wide; row < end; row += wide) {
        for (let i = row; i < row + side; i++) pixels[i] = colour;
      }
    }
    this.ctx.putImageData(this.image, 0, 0);
    this.followed(view);
  }

  // Every carrier of every loop at its place, loaded or not.
  carriers({ scale, left, top }, side) {
    const { model, places, scene, look } = this.app;
    const { pixels } = this, wide = this.canvas.width, high = this.canvas.height;
    const at = [0, 0, 0, 0];
    for (const loop of scene.loops) {
      const oval = places.ovals.get(loop.station);
      const turned = ((model.turned(loop, model.now) % loop.carriers) + loop.carriers) % loop.carriers;
      for (let k = 0; k < loop.carriers; k++) {
        oval.put((k + turned) % loop.carriers, 0, at);
        const x = Math.round((at[0] - left) * scale - side / 2), y = Math.round((at[1] - top) * scale - side / 2);
        if (x < 0 || y < 0 || x + side >= wide || y + side >= high) continue;
        for (let dy = 0; dy < side; dy++) {
          for (let dx = 0; dx < side; dx++) pixels[(y + dy) * wide + x + dx] = look.carrier;
        }
      }
    }
  }

  // A ring round the piece that is followed.
  followed({ scale, left, top }) {
    const { app, ctx } = this;
    if (app.followed < 0) return;
    const where = app.whereIs(app.followed);
    if (!where) return;
    const x = (where.x - left) * scale, y = (where.y - top) * scale;
    ctx.strokeStyle = app.look.bad;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.arc(x, y, 11, 0, 2 * Math.PI);
    ctx.stroke();
  }
}

// Colours of pieces by destination, laps or class.
class Colours {
  constructor(app) {
    this.app = app;
    this.by = "destination";
    this.tables = {
      destination: app.look.lanes.map(packedColour),
      laps: app.look.laps.map(packedColour),
      class: app.look.classes.map(packedColour),
    };
    this.unknown = packedColour(app.look.unknown);
  }

  of(p) {
    const { model } = this.app;
    if (this.by === "laps") return this.tables.laps[Math.min(model.laps[p], this.tables.laps.length - 1)];
    if (this.by === "class") {
      const group = model.group[p];
      return group < 0 ? this.unknown : this.tables.class[group % this.tables.class.length];
    }
    const lane = model.lane[p];
    return lane < 0 ? this.unknown : this.tables.destination[this.app.look.laneColour[lane]];
  }
}

function packedColour(text) {
  const value = parseInt(text.slice(1), 16);
  return (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
