// A page of docs that is tried: files are written, commands are typed, and what they print is what the page shows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, Workplace } from './hero.ts';

export interface PageBlock {
  language: string;
  /** What follows the language, such as `file=deploy.hero`. */
  info: string;
  text: string;
}

/** `name`: of a file in docs. */
export function blocksOfPage(name: string): PageBlock[] {
  const page = readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
  return [...page.matchAll(/^```(\w+) ?([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, language = '', info = '', text = '']) => {
    return { language, info, text };
  });
}

/** Each command of the page is a test: it prints what is shown below it. Returns the workplace, which is there during tests. */
export function testTypedLines(blocks: readonly PageBlock[]): () => Workplace {
  let workplace: Workplace;
  beforeAll(() => {
    workplace = new Workplace();
    writeScripts(blocks, workplace);
  });
  afterAll(() => workplace.remove());
  test.each(typedLines(blocks))('%s', async (line, shown) => {
    expect(await typeLine(line, workplace)).toBe(shown);
  });
  return () => workplace;
}

/** The scripts that the page names. */
export function writeScripts(blocks: readonly PageBlock[], workplace: Workplace): void {
  for (const { language, info, text } of blocks) {
    if (language === 'heroscript') workplace.write(info.replace('file=', ''), text);
  }
}

/** What a command prints on both outputs. */
export async function typeLine(line: string, workplace: Workplace): Promise<string> {
  const [command, ...args] = line.trim().split(' ');
  expect(command).toBe('hero');
  const { stdout, stderr } = await ended(workplace.start(args));
  return stderr + stdout;
}

/** Commands, each with the block below it. */
function typedLines(blocks: readonly PageBlock[]): [line: string, shown: string | undefined][] {
  return blocks.flatMap(({ language, text }, i) => (language === 'sh' ? [[text, blocks[i + 1]?.text]] : []));
}
