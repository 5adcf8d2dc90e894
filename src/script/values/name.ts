// Names that people type, as names that programs compare.

/**
 * Lower case, `-`, `;`, `:`, `.` and blanks as one `_`, everything but `a-z`, `0-9` and `_` dropped, and what follows a
 * `#`; the extension of a file name stays. Doing it twice changes nothing.
 */
export function fixName(text: string): string {
  const [name = ''] = text
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .trim()
    .split('#');
  const extension = /[^/]\.([^./]+)$/.exec(name.length < 3 ? '' : name)?.[1] ?? '';
  const end = extension.replace(/[^a-z0-9_]/g, '');
  const stem = extension === '' ? name : name.slice(0, -extension.length - 1);
  const fixed = stem
    .replace(/[-;:. ]/g, '_')
    .replace(/[^a-z0-9_]/g, '')
    .replace(/_+/g, '_');
  if (end === '') return fixed;
  // Alone it would be no extension.
  return fixed === '' ? `_${end}`.replace(/^_+/, '_') : `${fixed}.${end}`;
}
