// Text and elements of XML, as the reports for test tools need them.

/** `head` is the start tag without its end; what is inside is given in lines. */
export function closeElement(head: string, inner: readonly string[], name: string): string {
  if (inner.length === 0) return `${head}/>`;
  return `${head}>\n${inner.map((line) => `      ${line}\n`).join('')}    </${name}>`;
}

/** XML 1.0 has no way to write most control characters; they become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');
}
