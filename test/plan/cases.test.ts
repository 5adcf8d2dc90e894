// What is told of whole scripts, as a reader sees it. UPDATE=1 writes the texts; read them then.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coreActor } from '../../src/actors/builtin/core.ts';
import { httpActor } from '../../src/actors/builtin/http.ts';
import { osalActor } from '../../src/actors/builtin/osal.ts';
import { createCatalogue } from '../../src/app/catalogue.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { tellOf } from '../../src/plan/told.ts';
import { loadScripts } from '../../src/script/load.ts';
import { context } from './planning.ts';

const folder = join(import.meta.dirname, 'cases');
const catalogue = createCatalogue(new Map([coreActor, httpActor, osalActor].map((actor) => [actor.name, actor])), []);
const scripts = readdirSync(folder).filter((name) => name.endsWith('.hero'));

describe.each(scripts)('%s', (name) => {
  test('each mistake is told once, with a place and one hint', async () => {
    const loaded = await loadScripts([{ kind: 'path', path: name }], { cwd: folder });
    const compiled = compilePlan(loaded.scripts, context({ catalogue }));
    const { diagnostics } = tellOf([...loaded.diagnostics, ...compiled.diagnostics], loaded.scripts);
    for (const { span, help, label } of diagnostics) {
      expect(span).toBeDefined();
      expect(help ?? label).toBeTruthy();
    }
    const text = `${renderDiagnostics(diagnostics, { max: 100 })}\n`;
    const kept = join(folder, name.replace('.hero', '.txt'));
    if (process.env.UPDATE === '1') writeFileSync(kept, text);
    expect(text).toBe(existsSync(kept) ? readFileSync(kept, 'utf8') : 'UPDATE=1 writes it');
  });
});
