// The actor `site`: small web sites. Build pages, check their links, publish, serve, stop.

import { ActionError, defineAction, defineActor, z } from 'herorunner';
import { brokenLinks, renderPage } from './_pages.ts';
import { publish, readPages, siteFolder, writePage } from './_releases.ts';
import { startServer, stopServer } from './_server.ts';

const site = z
  .string()
  .regex(/^[a-z0-9-]+$/, 'takes a-z, 0-9 and -')
  .describe('name of the site')
  .meta({ example: 'handbook' });

export default defineActor({
  name: 'site',
  description: 'small web sites: build, check, publish, serve',
  actions: {
    build: defineAction({
      description: 'make a page from a text with headings, lists and links',
      params: {
        site,
        page: z
          .string()
          .regex(/^[a-z0-9-]+$/, 'takes a-z, 0-9 and -')
          .describe('name of the file, without its ending')
          .meta({ example: 'index' }),
        title: z.string().describe('title of the page').meta({ example: "'Handbook'" }),
        text: z.string().describe('what is on it').meta({ example: "'# Handbook'" }),
      },
      examples: ["!!site.build site:handbook page:index title:'Handbook' text:'# Handbook'"],
      async run({ site, page, title, text }, ctx) {
        const { html, links } = renderPage(title, text);
        const file = await writePage(site, `${page}.html`, html);
        ctx.log(`wrote ${file} with ${links.length} links`);
        return { file, links };
      },
    }),
    check: defineAction({
      description: 'look for links to pages that are not there',
      needs: 'read',
      params: { site },
      async run({ site }) {
        const pages = await readPages(site);
        const broken = brokenLinks(pages);
        const list = broken.map(({ page, link }) => `${page} to ${link}`).join(', ');
        if (broken.length > 0) throw new ActionError(`broken links: ${list}`, 12, { broken });
        return { pages: pages.size };
      },
    }),
    publish: defineAction({
      description: 'make what was built the current release',
      params: { site },
      async run({ site }, ctx) {
        const release = await publish(site, await readPages(site));
        ctx.log(`${site} is release ${release.release}`);
        return release;
      },
    }),
    serve: defineAction({
      description: 'serve the current release at a free port of this machine, until stop; at most for ten minutes',
      params: { site },
      async run({ site }, ctx) {
        const server = await startServer(siteFolder(site), ctx.signal);
        ctx.log(`${site} is at ${server.url}`);
        return server;
      },
    }),
    stop: defineAction({
      description: 'stop serving',
      params: { site },
      run: async ({ site }) => ({ stopped: await stopServer(siteFolder(site)) }),
    }),
  },
});
