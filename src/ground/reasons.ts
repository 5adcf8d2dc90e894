// Why the system refuses a file, in words.

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is on a disk that is not to be written',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links form a cycle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left for this user',
  EFBIG: 'it would be too large',
  ERR_INVALID_ARG_VALUE: 'this is no path',
};

/** An unknown one is the system's own code. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? reasonOfCode(String(error.code)) : 'unknown reason';
}

export function reasonOfCode(code: string): string {
  return reasons[code] ?? code;
}
