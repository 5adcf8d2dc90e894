// What is wrong with the times of schedules. The library that reads them is loaded only where there are schedules.

import { findDirective } from '../../directives/registry.ts';
import type { CompileContext } from '../../plan/context.ts';
import { type LoadedScript, scriptsIn } from '../../script/ast.ts';

/** `now`: epoch milliseconds. */
export async function loadCronCheck(
  scripts: readonly LoadedScript[],
  now: number,
): Promise<CompileContext['checkCron']> {
  if (![...scriptsIn(scripts)].some(({ actions }) => actions.some(isSchedule))) return () => undefined;
  const { readCron } = await import('../../schedule/cron.ts');
  return (cron, tz) => {
    const reading = readCron(cron, tz);
    if (!reading.ok) return reading.problem;
    if (reading.times.after(now) !== null) return undefined;
    const help = 'is there such a day?';
    return { param: 'cron', message: `"${cron}" never comes`, help };
  };
}

function isSchedule({ actor, action }: { actor: string; action: string }): boolean {
  return findDirective(actor, action)?.directive.effect.kind === 'schedule';
}
