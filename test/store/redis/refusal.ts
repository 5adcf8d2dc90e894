// What is told when a store on Redis cannot be opened.

import { expect } from 'vitest';
import type { StoreError } from '../../../src/store/errors.ts';
import { Connection } from '../../../src/store/redis/connect.ts';
import { benchLibrary as library } from './bench-library.ts';

/** Kind and message, or `opened`. */
export async function refusal(url: string, env: Record<string, string> = {}): Promise<string> {
  try {
    (await Connection.open(url, { library, env })).close();
    return 'opened';
  } catch (error) {
    const { kind, message, help } = error as StoreError;
    expect(`${message} ${help}`).not.toMatch(/s3cret|\n/);
    expect(help).not.toBe('');
    return `${kind}: ${message}`;
  }
}
