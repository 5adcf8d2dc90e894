// Finds jobs of a batch that wait for each other.

/** The guids of one cycle, in the order of need; needs outside of the batch are of no interest. */
export function findCycle(batch: ReadonlyMap<string, { readonly needs: readonly string[] }>): string[] | undefined {
  const waiting = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const [guid, { needs }] of batch) {
    let count = 0;
    for (const needed of needs) {
      if (!batch.has(needed)) continue;
      count++;
      const known = dependents.get(needed);
      if (known === undefined) dependents.set(needed, [guid]);
      else known.push(guid);
    }
    if (count > 0) waiting.set(guid, count);
  }
  if (waiting.size === 0) return undefined;

  const ready = [...batch.keys()].filter((guid) => !waiting.has(guid));
  for (const guid of ready) {
    for (const dependent of dependents.get(guid) ?? []) {
      const count = (waiting.get(dependent) ?? 0) - 1;
      if (count > 0) waiting.set(dependent, count);
      else {
        waiting.delete(dependent);
        ready.push(dependent);
      }
    }
  }

  // Whoever still waits stands in a cycle or behind one: walking from need to need gets into it.
  const [start] = waiting.keys();
  const path: string[] = [];
  for (let guid = start; guid !== undefined; guid = batch.get(guid)?.needs.find((needed) => waiting.has(needed))) {
    const seen = path.indexOf(guid);
    if (seen >= 0) return path.slice(seen);
    path.push(guid);
  }
  return undefined;
}
