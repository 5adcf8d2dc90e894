// Our functions, timed by what they take of the server's processor: by the clock a call is as long, too, as whatever the machine
// does in between.

import { Redis } from 'ioredis';
import { bringProbed } from '../../test/setup/probed-library.ts';

/** `hr_longest` tells, and forgets, the longest call. */
const timing = `local probe = { longest = 0 }
probe.now = function()
  local cpu = redis.call('INFO', 'cpu')
  return string.match(cpu, 'used_cpu_sys_main_thread:([%d.]+)') + string.match(cpu, 'used_cpu_user_main_thread:([%d.]+)')
end
probe.around = function(_, run, keys, args)
  local began = probe.now()
  local answer = run(keys, args)
  probe.longest = math.max(probe.longest, probe.now() - began)
  return answer
end
redis.register_function('hr_longest', function()
  local longest = probe.longest
  probe.longest = 0
  return math.floor(longest * 1e6)
end)
`;

/** Brings them to a server; whoever uses it already calls them from then on. Each call takes some 10 µs longer. */
export function timeFunctions(port: number): Promise<void> {
  return bringProbed(`redis://127.0.0.1:${port}`, timing);
}

/** Milliseconds of processor time of the longest call since this was asked before. */
export async function longestCallMs(port: number): Promise<number> {
  const client = new Redis(port, '127.0.0.1');
  const micros = Number(await client.call('FCALL', 'hr_longest', 0));
  client.disconnect();
  return micros / 1000;
}
