// Adds up what the tests reported. Each folder of the results is a project with a report: *.trx, or vitest.json.
// Prints a line per project, the tests that failed or were skipped, and last the totals; exits with 1 unless every project ran and passed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// How much of a failure is told.
const MaxFrames = 12;
const MaxText = 2000;

const folder = process.argv[2];
const projects = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => ({ name: entry.name, ...read(join(folder, entry.name)) }));

for (const project of projects) {
  console.log(`${project.name}: ${line(project)}${project.trouble ? `, ${project.trouble}` : ''}`);
  project.notes.forEach((note) => console.log(`  ${note}`));
}

const totals = sum(projects);
console.log(line(totals));
process.exit(totals.failed === 0 && totals.passed > 0 && projects.every((project) => !project.trouble) ? 0 : 1);

function read(path) {
  const reports = readdirSync(path).map((file) => join(path, file)).filter((file) => file.endsWith('.trx') || file.endsWith('.json'));
  const parts = reports.map((file) => (file.endsWith('.trx') ? readTrx(file) : readVitest(file)));
  const all = { ...sum(parts), notes: parts.flatMap((part) => part.notes) };
  const trouble = parts.map((part) => part.trouble).find(Boolean);
  return { ...all, trouble: trouble ?? (all.passed + all.failed + all.skipped === 0 ? 'no test reported' : '') };
}

function readTrx(file) {
  const text = readFileSync(file, 'utf8');
  const counters = attributes(text.match(/<Counters\b[^>]*>/)?.[0] ?? '');
  const count = (name) => Number(counters[name] ?? 0);
  const failed = count('failed') + count('error') + count('timeout') + count('aborted');
  const notes = [...text.matchAll(/<UnitTestResult\b[^>]*?(?:\/>|>[\s\S]*?<\/UnitTestResult>)/g)]
    .map(([result]) => ({ ...attributes(result.match(/<[^>]*>/)[0]), reason: reasonOf(result) }))
    .filter((result) => result.outcome !== 'Passed')
    .map((result) => `${result.outcome === 'Failed' ? 'failed' : 'skipped'}: ${result.testName}${result.reason && `: ${result.reason}`}`);
  const outcome = attributes(text.match(/<ResultSummary\b[^>]*>/)?.[0] ?? '').outcome;
  const isCutShort = failed === 0 && outcome !== 'Completed' && outcome !== 'Passed';
  // The notExecuted counter stays 0 for skipped tests.
  return { passed: count('passed'), failed, skipped: count('total') - count('passed') - failed, notes, trouble: isCutShort ? 'the run was cut short' : '' };
}

function readVitest(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  const notes = tests.filter((test) => test.status !== 'passed').map((test) => `${test.status === 'failed' ? 'failed' : 'skipped'}: ${test.fullName}`);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    notes,
    trouble: !report.success && report.numFailedTests === 0 ? 'the run was cut short' : '',
  };
}

// Why a test failed: the error's message and the end of what the test said before. Why one was skipped: one line.
function reasonOf(result) {
  const [error, stack] = ['Message', 'StackTrace'].map((element) => contentOf(result.match(/<ErrorInfo>[\s\S]*<\/ErrorInfo>/)?.[0] ?? '', element));
  if (!error && !stack) {
    return contentOf(result, 'StdOut').split('\n')[0];
  }

  const said = contentOf(result.match(/<TextMessages>[\s\S]*<\/TextMessages>/)?.[0] ?? '', 'Message');
  return [bounded(error), ...stack.split('\n').slice(0, MaxFrames), ...(said ? ['it had said:', bounded(said)] : [])].join('\n    ');
}

function contentOf(text, element) {
  return unescape(text.match(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`))?.[1] ?? '').trim();
}

// The beginning and the end of what may be the whole log of a process.
function bounded(text) {
  return text.length <= MaxText ? text : `${text.slice(0, MaxText / 2)}\n[…]\n${text.slice(-MaxText / 2)}`;
}

function attributes(tag) {
  return Object.fromEntries([...tag.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]));
}

function unescape(text) {
  const characters = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => characters[name]);
}

function sum(parts) {
  const add = (name) => parts.reduce((total, part) => total + part[name], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
