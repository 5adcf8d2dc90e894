// Names of files as names of actors and actions.

/** As a script's name of an actor or action is read. */
export function toScriptName(name: string): string {
  return name.toLowerCase().replace(/[-_]+/g, '_');
}
