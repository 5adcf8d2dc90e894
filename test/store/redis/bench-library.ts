// A library of three small functions, to see how functions are brought and called.

import type { Library } from '../../../src/store/redis/library.ts';

export const benchLibrary: Library = {
  name: 'herobench',
  protocol: 3,
  build: 10,
  source: `
local function add(keys, args)
  return redis.call('INCRBY', keys[1], args[1])
end
redis.register_function('hr_add', add)
redis.register_function{function_name='hr_echo', flags={'no-writes'}, callback=function(keys, args) return args end}
redis.register_function('hr_count', function(keys, args) return #args end)
`,
};
