import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import { realEnding, type Suite } from './suites.ts'

/** The result of a suite. A file that could not be loaded, and a suite over its time, count as one failure each. */
export interface SuiteResult {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly seconds: number
  readonly overTime: boolean
  /** passed tests by file path */
  readonly passedByFile: ReadonlyMap<string, number>
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** Runs a suite's files with vitest, whose output passes through, and stops it when its time is over. */
export async function runSuite(suite: Suite, environment: Readonly<Record<string, string>>): Promise<SuiteResult> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-tests-'))
  const report = join(folder, 'report.json')
  const started = performance.now()
  const { code, overTime } = await vitest(suite, report, environment)
  const seconds = (performance.now() - started) / 1000
  const counted = read(report)
  rmSync(folder, { recursive: true, force: true })
  const silentFailure = counted.failed === 0 && (code !== 0 || overTime) ? 1 : 0
  return { ...counted, failed: counted.failed + silentFailure, seconds, overTime }
}

function vitest(
  suite: Suite,
  report: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number; overTime: boolean }> {
  const leftOut = [...(suite.leftOut ?? []), ...(suite.engines ? [] : [`**/*${realEnding}`])]
  const selection = leftOut.flatMap((pattern) => ['--exclude', pattern])
  if (suite.engines) selection.push('--no-file-parallelism')
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...suite.paths,
    ...selection,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
  return new Promise((resolve) => {
    let overTime = false
    const timer = setTimeout(() => {
      overTime = true
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
    }, suite.budgetSeconds * 1000)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, overTime })
    })
  })
}

function read(report: string): Omit<SuiteResult, 'seconds' | 'overTime'> {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as VitestReport
    const brokenFiles = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    )
    return {
      passed: numPassedTests,
      failed: numFailedTests + brokenFiles.length,
      skipped: numPendingTests + numTodoTests,
      passedByFile: new Map(
        testResults.map(({ name, assertionResults }) => [
          name,
          assertionResults.filter(({ status }) => status === 'passed').length,
        ]),
      ),
    }
  } catch {
    return { passed: 0, failed: 0, skipped: 0, passedByFile: new Map() }
  }
}
