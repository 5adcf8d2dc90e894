// What can go wrong with a store as a whole. Doors turn it into a diagnostic and exit code 7.

export type StoreErrorKind =
  | 'unreachable'
  | 'corrupt'
  /** A later version has written it. */
  | 'newer'
  /** The address is not understood. */
  | 'address'
  /** It refuses the login, or the user lacks a right. */
  | 'refused'
  /** The server works, but jobs would not be safe on it. */
  | 'unsuitable'
  /** There is no room for anything. */
  | 'no_space'
  /** It is over its limit and takes no new jobs. */
  | 'over_limit'
  /** No replica has confirmed it. */
  | 'uncopied';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;
  readonly help: string;

  constructor(kind: StoreErrorKind, message: string, help: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.help = help;
  }
}
