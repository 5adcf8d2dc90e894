// The blocks of docs/run.md: files are written, commands are typed, and what they print is what the page shows.

import { blocksOfPage, testTypedLines } from '../setup/typed-page.ts';

testTypedLines(blocksOfPage('run.md'));
