// Inputs to scripts: files, folders, standard input and texts, with their includes in place.

import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { messages } from '../../grammar/messages.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Source } from '../diagnostics/source.ts';
import { maxScriptActions, maxScriptBytes } from '../records/bounds.ts';
import { type Action, findParam, type LoadedItem, type LoadedScript, type Param, type Script } from './ast.ts';
import { type FolderOrder, listScripts } from './folder.ts';
import { type FetchCheckout, findCheckout } from './git-checkout.ts';
import { atInclude, expandHome, findUnknown, isInclude, unreadable, withoutPath } from './include.ts';
import { decodeSource, emptyPath, readSource } from './read.ts';
import { oldMarks, type Replacements, readReplacements, replaceIn } from './replace.ts';
import { scanScript } from './scan.ts';

export type ScriptInput =
  | { kind: 'path'; path: string }
  | { kind: 'stdin'; text: Uint8Array | string }
  | { kind: 'eval'; text: string; name: string };

export interface ReadingOptions {
  markdown?: 'all' | 'fenced';
  /** Of the scripts of a folder; default `path`. */
  order?: FolderOrder;
}

export interface LoadOptions extends ReadingOptions {
  /** Paths are relative to it; default the working directory. */
  cwd?: string;
  /** Folder with checkouts of git repositories, for includes by address; default `code` in the home folder. */
  codeRoot?: string;
  /** For repositories that are not below it; without it such an include is a problem. */
  fetchCheckout?: FetchCheckout;
  /** Values of `${NAME}` in the paths of includes; what the script itself sets is not known yet when they are read. */
  variables?: Readonly<Record<string, string>>;
  /** Of one script, and of all together with their includes. */
  maxBytes?: number;
  maxActions?: number;
}

export interface Loaded {
  /** In the order of the inputs; a folder gives one for each of its scripts. */
  scripts: LoadedScript[];
  /** Of all scripts and includes; those of a script are told once, however often it is included. */
  diagnostics: Diagnostic[];
  /** Files and folders that were looked for, absolute, also those that are not there. */
  paths: string[];
}

/** Never throws for what a user did; what cannot be read is a diagnostic. */
export async function loadScripts(inputs: readonly ScriptInput[], options: LoadOptions = {}): Promise<Loaded> {
  const loader = new Loader(options);
  const scripts: LoadedScript[] = [];
  for (const input of inputs) scripts.push(...(await loader.load(input)));
  return { scripts, diagnostics: loader.diagnostics, paths: [...loader.paths] };
}

/** A script, and how one came to it. */
interface Place {
  /** Folder that includes are relative to, absolute. */
  folder: string;
  /** The same as the user would write it, '' for the working directory. */
  shownFolder: string;
  /** The files that lead here, this one last. */
  chain: { real: string; name: string }[];
  replacements: Replacements;
}

class Loader {
  readonly diagnostics: Diagnostic[] = [];
  readonly paths = new Set<string>();
  readonly #cwd: string;
  readonly #options: LoadOptions;
  readonly #maxBytes: number;
  readonly #maxActions: number;
  readonly #variables: Replacements;
  readonly #parsed = new Map<string, Script | undefined>();
  #actions = 0;
  #full = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#cwd = options.cwd ?? process.cwd();
    this.#variables = new Map(Object.entries(options.variables ?? {}));
    this.#maxBytes = options.maxBytes ?? maxScriptBytes;
    this.#maxActions = options.maxActions ?? maxScriptActions;
  }

  async load(input: ScriptInput): Promise<LoadedScript[]> {
    const here: Place = { folder: this.#cwd, shownFolder: '', chain: [], replacements: new Map() };
    if (input.kind === 'path' && input.path === '') {
      this.diagnostics.push(emptyPath());
      return [];
    }
    if (input.kind === 'path') return this.#loadPath(resolve(this.#cwd, input.path), input.path, here, undefined);
    const name = input.kind === 'stdin' ? '<stdin>' : input.name;
    const read =
      typeof input.text === 'string'
        ? ({ ok: true, source: new Source(name, input.text) } as const)
        : decodeSource(input.text, name);
    if (!read.ok) {
      this.diagnostics.push(read.diagnostic);
      return [];
    }
    return [await this.#place(await this.#parse(read.source), here)];
  }

  /** `param` is the one of the include that asks, undefined for an input. */
  async #loadPath(path: string, name: string, from: Place, param: Param | undefined): Promise<LoadedScript[]> {
    this.paths.add(path);
    let files: { path: string; name: string }[] = [{ path, name }];
    try {
      if ((await stat(path)).isDirectory()) {
        files = (await listScripts(path, this.#options.order)).map((file) => ({
          path: join(path, file),
          name: join(name, file),
        }));
        if (files.length === 0) {
          this.diagnostics.push({
            ...(param === undefined ? { file: name } : { span: param.value.span }),
            code: 'HS0602',
            severity: 'error',
            message: `${name} holds no scripts`,
            help: 'a script ends in .hero, .heroscript, .hs or .md',
          });
        }
      }
    } catch (error) {
      this.diagnostics.push(await unreadable(error, path, name, param));
      return [];
    }
    const scripts: LoadedScript[] = [];
    for (const file of files) {
      const script = await this.#loadFile(file.path, file.name, from, param);
      if (script !== undefined) scripts.push(script);
    }
    return scripts;
  }

  async #loadFile(
    path: string,
    name: string,
    from: Place,
    param: Param | undefined,
  ): Promise<LoadedScript | undefined> {
    const real = await realpath(path).catch(() => path);
    const first = from.chain.findIndex((link) => link.real === real);
    if (first !== -1 && param !== undefined) {
      const names = [...from.chain.slice(first).map((link) => link.name), name];
      this.diagnostics.push({
        code: 'HS0219',
        severity: 'error',
        message: `includes form a cycle: ${names.join(' → ')}`,
        span: param.value.span,
        help: 'remove one of these includes',
      });
      return undefined;
    }
    let script = this.#parsed.get(name);
    if (script === undefined && !this.#parsed.has(name)) {
      const read = await readSource(path, name, this.#maxBytes);
      if (read.ok) script = await this.#parse(read.source);
      else this.diagnostics.push(param === undefined ? read.diagnostic : atInclude(read.diagnostic, name, param));
      this.#parsed.set(name, script);
    }
    if (script === undefined) return undefined;
    return this.#place(script, {
      folder: dirname(path),
      shownFolder: dirname(name),
      chain: [...from.chain, { real, name }],
      replacements: from.replacements,
    });
  }

  async #parse(source: Source): Promise<Script> {
    const { markdown } = this.#options;
    const options = {
      ...(markdown === undefined ? {} : { markdown }),
      maxBytes: this.#maxBytes,
      maxActions: this.#maxActions,
    };
    // The grammar takes longer to load than most scripts take to read, and most do without.
    const script = scanScript(source, options) ?? (await import('./parse.ts')).parseScript(source, options);
    this.diagnostics.push(...script.diagnostics);
    return script;
  }

  async #place(script: Script, place: Place): Promise<LoadedScript> {
    const items: LoadedItem[] = [];
    for (const written of script.actions) {
      this.#actions += 1;
      if (this.#actions > this.#maxActions) {
        const message = messages.manyActionsInAll(this.#maxActions);
        if (!this.#full) this.diagnostics.push({ ...message, span: written.headSpan });
        this.#full = true;
        break;
      }
      const action = replaceIn(written, place.replacements);
      if (isInclude(action)) items.push({ kind: 'include', action, scripts: await this.#include(action, place) });
      else items.push({ kind: 'action', action });
    }
    return { script, items, replacements: place.replacements };
  }

  async #include(written: Action, place: Place): Promise<LoadedScript[]> {
    const action = replaceIn(written, this.#variables);
    const [path, url] = [findParam(action, 'path'), findParam(action, 'git_url') ?? findParam(action, 'url')];
    const replacements = readReplacements(findParam(action, 'replace'), place.replacements);
    if ('code' in replacements) {
      this.diagnostics.push(replacements);
      return [];
    }
    const old = oldMarks(findParam(action, 'replace'));
    if (old !== undefined) this.diagnostics.push(old);
    const unknown = findUnknown(path) ?? findUnknown(url);
    if (unknown !== undefined) {
      this.diagnostics.push(unknown);
      return [];
    }
    if (url !== undefined) {
      const codeRoot = this.#options.codeRoot ?? join(homedir(), 'code');
      const found = await findCheckout(url, path?.value.text ?? '', codeRoot, this.#options.fetchCheckout);
      if (found.ok) return this.#loadPath(found.path, found.path, { ...place, replacements }, url);
      this.diagnostics.push(found.diagnostic);
      return [];
    }
    if (path === undefined || path.value.text === '') {
      this.diagnostics.push(withoutPath(action, path));
      return [];
    }
    const target = expandHome(path.value.text);
    const name = isAbsolute(target) ? target : join(place.shownFolder, target);
    return this.#loadPath(resolve(place.folder, target), name, { ...place, replacements }, path);
  }
}
