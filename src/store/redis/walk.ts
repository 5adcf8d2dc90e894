// Goes through something large, a piece at a time.

/** From cursor 0 on until it is 0 again. `ask` answers the next cursor and what it has found. */
export async function walk(
  ask: (cursor: string) => Promise<string[]>,
  tell: (told: string[]) => void,
  enough: () => boolean = () => false,
): Promise<void> {
  let cursor = '0';
  do {
    const [next = '0', ...told] = await ask(cursor);
    tell(told);
    cursor = next;
  } while (cursor !== '0' && !enough());
}
