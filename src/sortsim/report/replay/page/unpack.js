// Columns of whole numbers, as report.replay.pack packs them: gzip in base64, bytes by value.

async function unzip(text) {
  const zipped = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpack(text, sizes) {
  const bytes = await unzip(text);
  const columns = {};
  let at = 0;
  for (const [name, [length, width]] of Object.entries(sizes)) {
    const values = width > 3 ? new Float64Array(length) : new Int32Array(length);
    let unit = 1;
    for (let plane = 0; plane < width; plane++, unit *= 256) {
      for (let i = 0; i < length; i++) values[i] += bytes[at++] * unit;
    }
    for (let i = 0; i < length; i++) values[i] -= 1;
    columns[name] = values;
  }
  return columns;
}
