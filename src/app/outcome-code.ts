// The diagnostic code for a job that did not end well.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { OutcomeKind } from '../records/outcome.ts';

const codes: Partial<Record<OutcomeKind, DiagnosticCode>> = {
  timeout: 'HS0402',
  not_picked_up: 'HS0403',
  lost: 'HS0404',
  poison: 'HS0404',
  cancelled: 'HS0405',
  denied: 'HS0301',
};

export function codeOfOutcome(outcome: OutcomeKind | null): DiagnosticCode {
  return codes[outcome ?? 'failed'] ?? 'HS0401';
}
