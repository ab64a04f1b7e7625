/** A stage as far as its place in the graph is concerned. */
interface Node {
  readonly name: string;
  readonly needs: readonly string[];
}

/** Where things stand on a grid: `layer` along the flow, `slot` across it, in steps of one. */
export interface GraphLayout {
  readonly nodes: readonly {readonly name: string; readonly layer: number; readonly slot: number}[];
  /** Each with the places it passes, from the input to what needs it. */
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly by: readonly {readonly layer: number; readonly slot: number}[];
  }[];
  readonly layers: number;
  readonly slots: number;
}

/** A place in a layer that a stage takes, or an edge that only passes. */
interface Item {
  readonly id: string;
  readonly layer: number;
  /** Ids in the layer before. */
  readonly before: readonly string[];
}

/**
 * A graph in layers (Sugiyama and others, 1981): a stage stands one layer after the last of its inputs; an edge over several layers takes a
 * place in each, so that no line runs through a box; and in each layer everything stands near what it comes from.
 */
export function layoutGraph(stages: readonly Node[]): GraphLayout {
  const layers = layersOf(stages);
  const items = stages.flatMap((stage) => itemsOf(stage, layers));
  const count = Math.max(0, ...layers.values()) + 1;
  const slots = new Map<string, number>();
  let widest = 1;
  for (let layer = 0; layer < count; layer++) {
    const ofLayer = items.filter((item) => item.layer === layer);
    widest = Math.max(widest, ofLayer.length);
    placeLayer(ofLayer, slots);
  }
  const at = (id: string, layer: number) => ({layer, slot: slots.get(id) ?? 0});
  return {
    nodes: stages.map(({name}) => ({name, ...at(name, layers.get(name) ?? 0)})),
    edges: stages.flatMap(({name, needs}) =>
      known(needs, layers).map((need) => {
        const [first, last] = [layers.get(need) ?? 0, layers.get(name) ?? 0];
        const passed = Array.from({length: last - first - 1}, (_, index) =>
          at(passing(need, name, first + 1 + index), first + 1 + index),
        );
        return {from: need, to: name, by: [at(need, first), ...passed, at(name, last)]};
      }),
    ),
    layers: count,
    slots: widest,
  };
}

/** Inputs stand before what needs them. */
function layersOf(stages: readonly Node[]): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  for (const {name, needs} of stages) {
    layers.set(name, Math.max(-1, ...known(needs, layers).map((need) => layers.get(need) ?? 0)) + 1);
  }
  return layers;
}

const known = (needs: readonly string[], layers: ReadonlyMap<string, number>): readonly string[] => [
  ...new Set(needs.filter((need) => layers.has(need))),
];

const passing = (from: string, to: string, layer: number): string => JSON.stringify([from, to, layer]);

/** The stage itself, and the places of edges that come to it from further away. */
function itemsOf({name, needs}: Node, layers: ReadonlyMap<string, number>): readonly Item[] {
  const layer = layers.get(name) ?? 0;
  const inputs = known(needs, layers).map((need) => ({need, from: layers.get(need) ?? 0}));
  const passed = inputs.flatMap(({need, from}) =>
    Array.from({length: layer - from - 1}, (_, index): Item => {
      const own = from + 1 + index;
      return {
        id: passing(need, name, own),
        layer: own,
        before: [index === 0 ? need : passing(need, name, own - 1)],
      };
    }),
  );
  const before = inputs.map(({need, from}) => (from === layer - 1 ? need : passing(need, name, layer - 1)));
  return [{id: name, layer, before}, ...passed];
}

/** In the order of the middle of what each comes from, centred on the line through all layers. */
function placeLayer(items: readonly Item[], slots: Map<string, number>): void {
  const middle = ({before}: Item): number =>
    before.length === 0 ? 0 : before.reduce((sum, id) => sum + (slots.get(id) ?? 0), 0) / before.length;
  const ordered = items.map((item) => ({item, middle: middle(item)})).sort((a, b) => a.middle - b.middle);
  ordered.forEach(({item}, index) => slots.set(item.id, index - (ordered.length - 1) / 2));
}
