// Builds the page for the node: installs what the lock file names and bundles it, each only when something changed.
// MSBuild calls it; two builds at once wait for each other.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const node = join(here, '..', 'ActorPipeline.Node');
const output = join(node, 'wwwroot');
const lock = join(node, 'obj', 'dashboard.lock');
const sources = ['index.html', 'package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'build.mjs', 'src', 'public'];

await withLock(() => {
  const installed = digest(['package-lock.json', '.npmrc']);
  if (stamp(modules) !== installed) {
    npm('ci', '--ignore-scripts', '--loglevel', 'error');
    setStamp(modules, installed);
  }

  const built = digest(sources);
  if (stamp(output) !== built) {
    npm('run', '--silent', 'build', '--', '--logLevel', 'warn');
    setStamp(output, built);
  }
});

function npm(...args) {
  // On Windows npm is a command script, which needs a shell; the arguments are fixed.
  execFileSync('npm', args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => files(join(here, path)))) {
    hash.update(file.slice(here.length)).update(readFileSync(file));
  }

  return hash.digest('hex');
}

function files(path) {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => files(join(path, name))) : [path];
}

function stamp(folder) {
  const file = join(folder, '.stamp');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function setStamp(folder, text) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.stamp'), text);
}

async function withLock(action) {
  mkdirSync(dirname(lock), { recursive: true });
  while (!take()) {
    await sleep(200);
  }

  try {
    action();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take() {
  try {
    const file = openSync(lock, 'wx');
    writeFileSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }

    dropIfDead();
    return false;
  }
}

// A build that was killed leaves its lock behind.
function dropIfDead() {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner) {
      process.kill(owner, 0);
    }
  } catch (error) {
    if (error.code === 'ESRCH') {
      rmSync(lock, { force: true });
    } else if (error.code !== 'ENOENT' && error.code !== 'EPERM') {
      throw error;
    }
  }
}
