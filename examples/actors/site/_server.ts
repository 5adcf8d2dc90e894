// Serves a folder in a process of its own, which outlives the job that starts it. Also that process, when run.

import { spawn } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

interface Running {
  url: string;
  pid: number;
}

/** A demonstration that nobody stops should not go on for ever. */
const maxMs = 10 * 60_000;

export async function startServer(folder: string, signal: AbortSignal): Promise<Running> {
  const already = findRunning(folder);
  if (already !== undefined) return already;
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), folder], { detached: true, stdio: 'ignore' });
  child.unref();
  for (;;) {
    const running = findRunning(folder);
    if (running !== undefined) return running;
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    try {
      await delay(20, undefined, { signal });
    } catch (error) {
      child.kill();
      throw error;
    }
  }
}

/** False when there was none. */
export async function stopServer(folder: string): Promise<boolean> {
  const running = findRunning(folder);
  if (running === undefined) return false;
  process.kill(running.pid, 'SIGTERM');
  while (findRunning(folder) !== undefined) await delay(20);
  return true;
}

function findRunning(folder: string): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(noteFile(folder), 'utf8')) as Running;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}

function noteFile(folder: string): string {
  return join(folder, 'server.json');
}

async function serve(folder: string): Promise<void> {
  // Only this process needs it, and it takes long to load; every check of a script loads the actors beside it.
  const { createServer } = await import('node:http');
  const server = createServer(async (request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname) || 'index.html';
    try {
      const html = await readFile(join(folder, 'current', name));
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('there is no such page\n');
    }
  });
  const end = () => {
    rmSync(noteFile(folder), { force: true });
    process.exit(0);
  };
  process.on('SIGTERM', end);
  setTimeout(end, maxMs);
  server.listen(0, '127.0.0.1', () => {
    const running: Running = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pid: process.pid };
    writeFileSync(`${noteFile(folder)}.new`, JSON.stringify(running));
    renameSync(`${noteFile(folder)}.new`, noteFile(folder));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve(process.argv[2] ?? '.');
