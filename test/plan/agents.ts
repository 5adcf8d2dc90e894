// Agents of the tests, by name.

export const agentKeys: Record<string, string> = {
  local: '1'.repeat(64),
  node1: 'a'.repeat(64),
  node2: 'b'.repeat(64),
};

export function agentName(key: string): string {
  return Object.entries(agentKeys).find(([, other]) => other === key)?.[0] ?? key;
}
