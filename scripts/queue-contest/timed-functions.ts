// Our functions, timed by what they take of the server's processor: by the clock a call is as long, too, as whatever the machine
// does in between.

import { Redis } from 'ioredis';
import { Connection } from '../../src/store/redis/connect.ts';
import { storeLibrary } from '../../src/store/redis/library-source.ts';

/** Each function goes through `clock.register`; `hr_longest` tells, and forgets, the longest call. */
const clock = `local clock = { longest = 0 }
clock.now = function()
  local cpu = redis.call('INFO', 'cpu')
  return string.match(cpu, 'used_cpu_sys_main_thread:([%d.]+)') + string.match(cpu, 'used_cpu_user_main_thread:([%d.]+)')
end
clock.register = function(what, callback)
  if callback then what = { function_name = what, callback = callback } end
  local run = what.callback
  what.callback = function(keys, args)
    local began = clock.now()
    local answer = run(keys, args)
    clock.longest = math.max(clock.longest, clock.now() - began)
    return answer
  end
  redis.register_function(what)
end
redis.register_function('hr_longest', function()
  local longest = clock.longest
  clock.longest = 0
  return math.floor(longest * 1e6)
end)
`;

/** Brings them to a server; whoever uses it already calls them from then on. Each call takes some 10 µs longer. */
export async function timeFunctions(port: number): Promise<void> {
  const source = clock + storeLibrary.source.replaceAll('redis.register_function', 'clock.register');
  const library = { ...storeLibrary, build: storeLibrary.build + 1, source };
  const connection = await Connection.open(`redis://127.0.0.1:${port}`, { library });
  connection.close();
}

/** Milliseconds of processor time of the longest call since this was asked before. */
export async function longestCallMs(port: number): Promise<number> {
  const client = new Redis(port, '127.0.0.1');
  const micros = Number(await client.call('FCALL', 'hr_longest', 0));
  client.disconnect();
  return micros / 1000;
}
