// What can go wrong with a store as a whole. Doors turn it into a diagnostic and exit code 7.

/** `refused`: the login or a right. `unsuitable`: not a server that can hold jobs. `full`: it takes no more. `over`: no new jobs. `uncopied`: no replica. */
export type StoreErrorKind =
  | 'unreachable'
  | 'corrupt'
  | 'newer'
  | 'address'
  | 'refused'
  | 'unsuitable'
  | 'full'
  | 'over'
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
