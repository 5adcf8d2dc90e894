// `core`: say something, wait, fail. For trying things out, and for the joints of a script.

import { setTimeout as delay } from 'node:timers/promises';
import { ActionError } from '../actor.ts';
import { builtinActor } from './builtin.ts';

export const coreActor = builtinActor('core', 'say something, wait, fail', {
  echo: {
    description: 'print a text; the text is the result',
    params: [{ name: 'text', type: 'string', required: true, description: 'what to print', example: 'hello' }],
    examples: ["!!core.echo text:'hello'"],
    async run({ text }, context) {
      for (const line of String(text).split('\n')) context.log(line, 'stdout');
      return text;
    },
  },
  sleep: {
    description: 'wait',
    params: [
      {
        name: 'duration',
        type: 'duration',
        required: true,
        description: 'how long; a bare number is seconds',
        example: '500ms',
      },
    ],
    examples: ['!!core.sleep duration:500ms'],
    async run({ duration }, { signal }) {
      await delay(Number(duration), undefined, { signal });
      return null;
    },
  },
  fail: {
    description: 'end in error, to try out what a script does then',
    params: [
      { name: 'code', type: 'int', required: false, default: '1', description: 'error code', example: '17' },
      {
        name: 'message',
        type: 'string',
        required: false,
        default: 'failed as asked',
        description: 'error message',
        example: 'no room left',
      },
    ],
    examples: ["!!core.fail code:17 message:'no room left' job.ignore_error_codes:'17'"],
    async run({ code, message }) {
      throw new ActionError(String(message), Number(code));
    },
  },
});
