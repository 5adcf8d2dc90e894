// Pages from texts: headings, lists, paragraphs and links.

export interface Page {
  html: string;
  links: string[];
}

export function renderPage(title: string, text: string): Page {
  const links: string[] = [];
  const inline = (line: string) =>
    escapeHtml(line).replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, target: string) => {
      links.push(target);
      return `<a href="${target}">${words}</a>`;
    });
  const blocks = text.split(/\n\s*\n/).flatMap((block) => renderBlock(block.split('\n'), inline));
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body>
${blocks.join('\n')}
</body>
</html>
`;
  return { html, links };
}

function renderBlock(lines: string[], inline: (line: string) => string): string[] {
  const out: string[] = [];
  let items: string[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) out.push(`<p>${words.join(' ')}</p>`);
    if (items.length > 0) out.push(`<ul>\n${items.join('\n')}\n</ul>`);
    words = [];
    items = [];
  };
  for (const line of lines.map((one) => one.trim())) {
    const heading = /^(#{1,3})\s+(.*)$/.exec(line);
    const item = /^-\s+(.*)$/.exec(line);
    if (heading !== null) {
      flush();
      const level = heading[1]?.length ?? 1;
      out.push(`<h${level}>${inline(heading[2] ?? '')}</h${level}>`);
    } else if (item !== null) {
      if (items.length === 0) flush();
      items.push(`<li>${inline(item[1] ?? '')}</li>`);
    } else if (line !== '') {
      if (items.length > 0) flush();
      words.push(inline(line));
    }
  }
  flush();
  return out;
}

/** Links to pages of the same site that are not there. `pages`: html by file name. */
export function brokenLinks(pages: ReadonlyMap<string, string>): { page: string; link: string }[] {
  return [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/href="([^"]+)"/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !pages.has(link.replace(/#.*$/, '')))
      .map((link) => ({ page, link })),
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
