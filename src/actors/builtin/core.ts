// `core`: say something, wait, fail. For trying things out, and for the joints of a script.

import { setTimeout as delay } from 'node:timers/promises';
import { timerMs } from '../../ground/timer.ts';
import { ActionError } from '../actor.ts';
import { builtinActor, optional, required } from './builtin.ts';

export const coreActor = builtinActor('core', 'say something, wait, fail', {
  echo: {
    description: 'write a text to the log; the text is the result',
    params: [required('text', 'string', 'what to write', 'hello')],
    examples: ["!!core.echo text:'hello'", '!!core.echo hello'],
    async run({ text }, { log }) {
      for (const line of String(text).split(/\r?\n/)) log(line, 'stdout');
      return text;
    },
  },
  sleep: {
    description: 'wait',
    params: [required('duration', 'duration', 'how long: 500ms, 2s, 1m; a bare number counts seconds', '500ms')],
    examples: ['!!core.sleep duration:500ms'],
    async run({ duration }, { signal }) {
      await delay(timerMs(Number(duration)), undefined, { signal });
      return null;
    },
  },
  fail: {
    description: 'end in error, to see what a script does then',
    params: [
      optional('code', 'int', 'error code, from 1', { default: '1', example: '17' }),
      optional('message', 'string', 'error message', { default: 'failed as asked', example: 'no room left' }),
    ],
    examples: ["!!core.fail code:17 message:'no room left' job.ignore_error_codes:'17'"],
    check({ code }) {
      if (code === undefined || Number(code) >= 1) return [];
      return [{ kind: 'type', param: 'code', message: 'code: an error code is 1 or more', help: '0 means success' }];
    },
    async run({ code, message }) {
      throw new ActionError(String(message), Number(code));
    },
  },
});
