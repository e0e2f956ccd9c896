// Words of the page in its language; names of a scenario's own stay as they are.

class Words {
  constructor(words) { Object.assign(this, words); }

  // Name of an area: the trade's word for its kind, then the scenario's name.
  area(area) {
    const [kind, ...rest] = area.split(".");
    const word = this.kinds[kind];
    if (!word) return area;
    return rest.length ? `${word} ${rest.join(" ").replaceAll("_", " ")}` : word;
  }

  act(name) { return this.acts[name] || name; }
}
