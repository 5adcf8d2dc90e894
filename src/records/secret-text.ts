// Secrets in the text of a param: `${secret.NAME}` stands for one, `$$` for a dollar. Only the params that a job lists under
// `secrets` are read so; in all others such a text is a text.

/** `TOKEN`, `vm_manager.token`: parts of letters, digits, `_` and `-`, one dot at most. */
const namePattern = /^[A-Za-z0-9_][\w-]{0,63}(?:\.[\w-]{1,64})?$/;
const piece = /\$\$|\$\{secret\.([^{}]*)\}/g;

export function isSecretName(name: string): boolean {
  return namePattern.test(name);
}

/** The actor whose actions alone may use it: what stands before the dot. Undefined when there is none. */
export function actorOfSecret(name: string): string | undefined {
  const at = name.indexOf('.');
  return at === -1 ? undefined : name.slice(0, at);
}

/** So that the text means itself where references are read, whatever it stands beside: every dollar counts, not only `${`. */
export function escapeSecretText(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** What the text refers to, each name once. */
export function secretsIn(text: string): string[] {
  const names = [...text.matchAll(piece)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return [...new Set(names)];
}

/** With `plain` applied to what the text says between its references. */
export function mapPlainText(text: string, plain: (literal: string) => string): string {
  let mapped = '';
  let literal = '';
  let at = 0;
  for (const { 0: whole, 1: name, index } of text.matchAll(piece)) {
    literal += text.slice(at, index);
    at = index + whole.length;
    if (name === undefined) literal += '$';
    else {
      mapped += plain(literal) + whole;
      literal = '';
    }
  }
  return mapped + plain(literal + text.slice(at));
}

/** Every name of `secretsIn` has a value. One pass, so a value that looks like a reference stays a value. */
export function fillSecrets(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(piece, (whole, name: string | undefined) =>
    name === undefined ? '$' : (values.get(name) ?? whole),
  );
}
