import { localText } from '../../../shared/lib/localText.ts'
import type { LocalText } from '../../../shared/lib/localText.ts'
import type {
  Evidence,
  Finding,
  FindingKey,
  FindingWithVerdict,
  RuleOutcome,
  SourceId,
  Verdict,
  VerdictKind,
} from '../../../shared/records/index.ts'
import { findingLabel } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import type { Findings } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface OutcomeRow {
  ruleId: string
  body: string
}

interface FindingRow {
  key: string
  body: string
  kind: VerdictKind | null
  reason: string | null
  author: string | null
  atMs: number | null
}
interface StaleRow extends FindingRow {
  kind: VerdictKind
}
interface LimitRow {
  ruleId: string
  name: string
  value: number
}

const VERDICT = 'verdicts.kind, verdicts.reason, verdicts.author, verdicts.at_ms AS atMs'

/** Findings and rule outcomes (derived, replaced as a whole) with verdicts and limits (judgement, kept by key). */
export function findingRepository({ db, path, at, write, author, append, change }: Context): Findings {
  const all = db.prepare<[], FindingRow>(`
    SELECT key, body_json AS body, ${VERDICT} FROM findings LEFT JOIN verdicts ON finding_key = key ORDER BY ordinal`)
  const one = db.prepare<[FindingKey], FindingRow>(`
    SELECT key, body_json AS body, ${VERDICT} FROM findings LEFT JOIN verdicts ON finding_key = key WHERE key = ?`)
  const staleColumns = `SELECT finding_key AS key, finding_json AS body, ${VERDICT} FROM verdicts WHERE finding_key NOT IN (SELECT key FROM findings)`
  const stale = db.prepare<[], StaleRow>(`${staleColumns} AND kind <> 'open' ORDER BY at_ms, finding_key`)
  const staleOne = db.prepare<[FindingKey], StaleRow>(`${staleColumns} AND finding_key = ?`)
  const outcomes = db.prepare<[], OutcomeRow>(
    'SELECT rule_id AS ruleId, body_json AS body FROM rule_outcomes ORDER BY ordinal',
  )
  const limits = db.prepare<[], LimitRow>(
    'SELECT rule_id AS ruleId, name, value FROM rule_limits ORDER BY rule_id, name',
  )
  const state = db.prepare<[], { analysedAtMs: number | null; analyser: string | null; isOutOfDate: 0 | 1 }>(`
    SELECT analysed_at_ms AS analysedAtMs, analyser, is_out_of_date AS isOutOfDate FROM analysis_state WHERE id = 1`)
  const setState = db.prepare(`
    UPDATE analysis_state SET analysed_at_ms = @atMs, analyser = @analyser, is_out_of_date = 0 WHERE id = 1`)
  const insertFinding = db.prepare(`
    INSERT INTO findings (key, ordinal, label, rule_id, rule_version, severity, likelihood, confidence, title_en, title_zh,
      summary_en, summary_zh, analyser, body_json)
    VALUES (@key, @ordinal, @label, @ruleId, @ruleVersion, @severity, @likelihood, @confidence, @titleEn, @titleZh,
      @summaryEn, @summaryZh, @analyser, @body)`)
  const insertEvidence = db.prepare(`
    INSERT INTO finding_evidence (finding_key, ordinal, evidence_id, kind, source_id, shows_en, shows_zh)
    VALUES (@key, @ordinal, @id, @kind, @sourceId, @showsEn, @showsZh)`)
  const insertOutcome = db.prepare(`
    INSERT INTO rule_outcomes (rule_id, ordinal, outcome, title_en, title_zh, reason_en, reason_zh, command, analyser, body_json)
    VALUES (@ruleId, @ordinal, @outcome, @titleEn, @titleZh, @reasonEn, @reasonZh, @command, @analyser, @body)`)
  const clear = ['finding_evidence', 'findings', 'rule_outcomes'].map((table) => db.prepare(`DELETE FROM ${table}`))
  const setVerdict = db.prepare(`
    INSERT INTO verdicts (finding_key, kind, reason, author, at_ms, finding_json)
    VALUES (@key, @kind, @reason, @author, @atMs, @body)
    ON CONFLICT DO UPDATE SET kind = excluded.kind, reason = excluded.reason, author = excluded.author, at_ms = excluded.at_ms,
      finding_json = excluded.finding_json`)
  const setLimit = db.prepare(`
    INSERT INTO rule_limits (rule_id, name, value, author, at_ms) VALUES (@ruleId, @name, @value, @author, @atMs)
    ON CONFLICT DO UPDATE SET value = excluded.value, author = excluded.author, at_ms = excluded.at_ms`)
  const unsetLimit = db.prepare('DELETE FROM rule_limits WHERE rule_id = @ruleId AND name = @name')

  const labelNumbers = db.prepare<[], { key: string; number: number }>(
    'SELECT finding_key AS key, number FROM finding_labels',
  )
  const keepNumber = db.prepare('INSERT INTO finding_labels (finding_key, number) VALUES (?, ?)')

  /** A finding keeps the label it once had in this case; a new one gets the next that none had. */
  const labelled = (findings: readonly Finding[]): Finding[] => {
    const numbers = new Map(labelNumbers.all().map(({ key, number }) => [key, number]))
    let last = Math.max(0, ...numbers.values())
    return findings.map((finding) => {
      const known = numbers.get(finding.key)
      if (known === undefined) keepNumber.run(finding.key, ++last)
      return { ...finding, label: findingLabel(known ?? last) }
    })
  }

  const storeFinding = (finding: Finding, ordinal: number, analyser: string): void => {
    insertFinding.run({
      key: finding.key,
      ordinal,
      label: finding.label,
      ruleId: finding.ruleId,
      ruleVersion: finding.ruleVersion,
      severity: finding.severity,
      likelihood: finding.likelihood,
      confidence: finding.confidence,
      titleEn: finding.title.en,
      titleZh: finding.title['zh-CN'],
      summaryEn: finding.summary.en,
      summaryZh: finding.summary['zh-CN'],
      analyser,
      body: JSON.stringify(finding),
    })
    const cited = finding.evidence.flatMap((evidence) =>
      sourcesOf(evidence).map((sourceId) => ({ evidence, sourceId })),
    )
    cited.forEach(({ evidence: { id, at: place, shows }, sourceId }, index) =>
      insertEvidence.run({
        key: finding.key,
        ordinal: index,
        id,
        kind: place.kind,
        sourceId,
        showsEn: shows.en,
        showsZh: shows['zh-CN'],
      }),
    )
  }

  const storeOutcome = (outcome: RuleOutcome, ordinal: number, analyser: string): void => {
    insertOutcome.run({
      ruleId: outcome.ruleId,
      ordinal,
      outcome: outcome.outcome,
      titleEn: outcome.title.en,
      titleZh: outcome.title['zh-CN'],
      reasonEn: outcome.reason?.en ?? null,
      reasonZh: outcome.reason?.['zh-CN'] ?? null,
      command: outcome.command,
      analyser,
      body: JSON.stringify(outcome),
    })
  }

  const find = (key: FindingKey): FindingWithVerdict => {
    const row = one.get(key)
    if (row) return toFinding(row, false)
    const kept = staleOne.get(key)
    if (kept) return toFinding(kept, true)
    throw new CaseFileError('casefile/no-such-finding', `The case has no finding ${key}.`, { path, key })
  }

  const limitTitle = (ruleId: string, name: string): LocalText => {
    const outcome = outcomes
      .all()
      .map(toOutcome)
      .find((rule) => rule.ruleId === ruleId)
    return (
      outcome?.limits.find((limit) => limit.name === name)?.title ?? localText(`${ruleId} ${name}`, `${ruleId} ${name}`)
    )
  }

  return {
    replaceAll: (findings, rules, analyser = 'rules/1') => {
      write(() => {
        for (const statement of clear) statement.run()
        labelled(findings).forEach((finding, ordinal) => storeFinding(finding, ordinal, analyser))
        rules.forEach((outcome, ordinal) => storeOutcome(outcome, ordinal, analyser))
        setState.run({ atMs: Date.now(), analyser })
        append('analysis.run', {
          analyser,
          findings: findings.map(({ key, severity }) => ({ key, severity })),
          rules: rules.length,
        })
        at('analysis/in')
      })
      at('analysis/after')
    },
    list: () => [...all.all().map((row) => toFinding(row, false)), ...stale.all().map((row) => toFinding(row, true))],
    outcomes: () => outcomes.all().map(toOutcome),
    setVerdict: (key, kind, reason) => {
      const { verdict: _verdict, isStale: _isStale, ...finding } = find(key)
      change(
        {
          subject: 'findings',
          what: verdictText(kind, finding.label),
          action: 'finding.verdict',
          detail: { key, label: finding.label, kind, reason },
        },
        'verdicts',
        { finding_key: key },
        () => setVerdict.run({ key, kind, reason, author: author(), atMs: Date.now(), body: JSON.stringify(finding) }),
      )
      return find(key)
    },
    limits: () => {
      const result: Record<string, Record<string, number>> = {}
      for (const { ruleId, name, value } of limits.all()) (result[ruleId] ??= {})[name] = value
      return result
    },
    setLimit: (ruleId, name, value) => {
      const title = limitTitle(ruleId, name)
      change(
        {
          subject: 'limits',
          what: localText(`Change the limit “${title.en}”`, `修改界限“${title['zh-CN']}”`),
          action: 'finding.limit',
          detail: { ruleId, name, value },
        },
        'rule_limits',
        { rule_id: ruleId, name },
        () => {
          if (value === null) unsetLimit.run({ ruleId, name })
          else setLimit.run({ ruleId, name, value, author: author(), atMs: Date.now() })
        },
      )
    },
    state: () => {
      const row = state.get()
      return {
        analysedAtMs: row?.analysedAtMs ?? null,
        analyser: row?.analyser ?? null,
        isOutOfDate: row?.isOutOfDate === 1,
      }
    },
  }
}

const toOutcome = ({ ruleId, body }: OutcomeRow): RuleOutcome =>
  jsonCell(body, 'object', 'rule_outcomes', 'body_json', ruleId)

function toFinding({ key, body, kind, reason, author, atMs }: FindingRow, isStale: boolean): FindingWithVerdict {
  const verdict: Verdict | null =
    kind === null ? null : { kind, reason: reason ?? '', author: author ?? '', atMs: atMs ?? 0 }
  const [table, column] = isStale ? ['verdicts', 'finding_json'] : ['findings', 'body_json']
  return { ...jsonCell<Finding>(body, 'object', table, column, key), verdict, isStale }
}

function sourcesOf({ at }: Evidence): SourceId[] {
  return at.kind === 'profiles' ? at.sourceIds : [at.sourceId]
}

function verdictText(kind: VerdictKind, label: string): LocalText {
  switch (kind) {
    case 'confirmed':
      return localText(`Confirm ${label}`, `确认 ${label}`)
    case 'dismissed':
      return localText(`Dismiss ${label}`, `驳回 ${label}`)
    case 'open':
      return localText(`Reopen ${label}`, `重新打开 ${label}`)
  }
}
