// Starts the page, and lets others read from it what it shows: window.sortsim.

async function main() {
  const doc = JSON.parse(new TextDecoder().decode(await unzip(document.getElementById("scene").textContent.trim())));
  const columns = await unpack(document.getElementById("data").textContent.trim(), doc.columns);
  const app = new App(doc, columns);
  const draw = new Draw(app);
  draw.legend();
  void new Controls(app, draw);
  const at = (t) => { app.model.seek(t); };
  window.sortsim = {
    app,
    get frames() { return app.frames; },
    get time() { return app.time; },
    // What a piece does at an instant, in milliseconds since the film's beginning.
    doing(number, t) { at(t); return app.model.doing(app.pieceOf(number)); },
    // Where a piece is drawn at an instant.
    positionOf(number, t) { at(t); app.counting(); return app.whereIs(app.pieceOf(number)); },
    // Number, what it does and where it is, of every piece in the plant that is drawn.
    piecesAt(t) {
      at(t);
      app.counting();
      const found = [];
      for (let p = 0; p < app.model.pieces; p++) {
        if (!app.model.shown[p]) continue;
        const where = app.whereIs(p);
        if (where) found.push({ number: app.model.number[p], ...app.model.doing(p), ...where });
      }
      return found;
    },
    play() { app.controls.play(true); },
    pause() { app.controls.play(false); },
  };
  document.body.classList.add("ready");
}

main().catch((error) => {
  const told = document.getElementById("failed");
  told.hidden = false;
  told.textContent = `${told.textContent} ${error.message}`;
  throw error;
});
