// An actor in TypeScript: builds, checks, publishes and serves a tiny site.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionError, defineActor, z } from 'herorunner';

const server = `
  const { createServer } = require('node:http');
  const { readFile } = require('node:fs');
  const { join, basename } = require('node:path');
  createServer((request, response) => {
    const name = basename(request.url) || 'index.html';
    readFile(join(process.argv[1], name), (error, content) => {
      response.writeHead(error ? 404 : 200, { 'content-type': 'text/html' });
      response.end(error ? 'not here' : content);
    });
  }).listen(0, '127.0.0.1', function () { process.stdout.write(String(this.address().port) + '\\n'); });
`;

export default defineActor({
  name: 'site',
  description: 'a tiny static site',
  actions: {
    build: {
      description: 'make an html file for each page',
      params: {
        title: z.string().describe('title of every page').meta({ example: 'Field notes' }),
        pages: z
          .array(z.string().regex(/^[a-z]+$/))
          .describe('names of the pages')
          .meta({ example: 'index,about' }),
      },
      run({ title, pages }, { log, progress }) {
        const folder = mkdtempSync(join(tmpdir(), 'site-'));
        const links = pages.map((page) => `<a href="${page}.html">${page}</a>`).join(' ');
        for (const [index, page] of pages.entries()) {
          writeFileSync(join(folder, `${page}.html`), `<title>${title}</title><h1>${page}</h1>${links}\n`);
          log(`${page}.html`);
          progress(((index + 1) / pages.length) * 100, page);
        }
        return { folder, pages: pages.length };
      },
    },
    check: {
      description: 'see that every link leads to a file; code 4 if one does not',
      params: { folder: z.string().describe('folder of a built site') },
      run({ folder }) {
        const files = htmlFiles(folder);
        for (const file of files) {
          for (const [, target = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/href="([^"]+)"/g)) {
            if (!files.includes(target)) throw new ActionError(`${file} links to ${target}, which is not there`, 4);
          }
        }
        return { checked: files.length };
      },
    },
    publish: {
      description: 'copy a site to where it is served from',
      params: { folder: z.string(), to: z.string().describe('folder to publish to') },
      run({ folder, to }) {
        cpSync(folder, to, { recursive: true });
        return { folder: to, files: htmlFiles(to).length };
      },
    },
    serve: {
      description: 'serve a folder over http until it is stopped',
      params: { folder: z.string() },
      async run({ folder }) {
        const child = spawn(process.execPath, ['-e', server, folder], {
          detached: true,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const port = await new Promise<string>((resolve, reject) => {
          child.stdout.once('data', (data) => resolve(String(data).trim()));
          child.once('exit', () => reject(new ActionError('the server ended at once', 5)));
        });
        child.stdout.destroy();
        child.unref();
        return { url: `http://127.0.0.1:${port}/`, pid: child.pid };
      },
    },
    stop: {
      description: 'stop a server',
      params: { pid: z.int().min(2).describe('process that `serve` started') },
      run({ pid }) {
        process.kill(pid);
        return null;
      },
    },
  },
});

function htmlFiles(folder: string): string[] {
  if (!existsSync(folder)) throw new ActionError(`there is no folder ${folder}`, 2);
  return readdirSync(folder).filter((name) => name.endsWith('.html'));
}
