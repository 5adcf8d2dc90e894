// The log of a process that stays: JSON lines for programs, short lines for a person at a terminal.

import { pino } from 'pino';

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Log = Record<LogLevel, (facts: Record<string, unknown>, message: string) => void>;

/** `write` gets whole lines. `human`: for reading, else JSON with `level`, `time`, `msg` and the facts. */
export function openLog(level: LogLevel, human: boolean, write: (line: string) => void): Log {
  const options = { level, base: { pid: process.pid }, formatters: { level: (label: string) => ({ level: label }) } };
  return pino(options, { write: (line: string) => write(human ? toHuman(line) : line) });
}

function toHuman(line: string): string {
  const { level, time, pid: _, msg, ...facts } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const rest = Object.entries(facts).map(([name, value]) => ` ${name}=${inLine(value)}`);
  return `${clock} ${String(level).padEnd(5)} ${String(msg)}${rest.join('')}\n`;
}

/** Quoted where it could be mistaken for more than one fact. */
function inLine(value: unknown): string {
  return typeof value === 'string' && /^[^\s"\p{Cc}]+$/u.test(value) ? value : JSON.stringify(value);
}
