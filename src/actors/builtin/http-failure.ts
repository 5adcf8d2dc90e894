// Why a request got no answer, in plain words.

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused, nobody listens there',
  ECONNRESET: 'the connection was closed before the answer was complete',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed before the request was sent',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'connected, but no answer came',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped in the middle',
  EPROTO: 'it does not speak TLS; is it http instead of https',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; is it http instead of https',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS; is it http instead of https',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** `error`: what fetch, or reading the body, threw. */
export function describeFetchFailure(error: unknown): string {
  const { cause, message } = error as Error;
  for (const one of chainOf(cause)) {
    const reason = reasons[one.code ?? ''] ?? (one.name === 'HTTPParserError' ? 'the answer is not HTTP' : undefined);
    if (reason !== undefined) return reason;
  }
  const first = chainOf(cause)[0];
  return first?.message || first?.code || message;
}

/** The cause itself, then what it gathers: one host can have several addresses that all fail. */
function chainOf(cause: unknown): { code?: string; name?: string; message?: string }[] {
  if (typeof cause !== 'object' || cause === null) return [];
  return [cause, ...(cause instanceof AggregateError ? cause.errors : [])];
}
