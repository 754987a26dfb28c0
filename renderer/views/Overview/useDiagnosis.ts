// The diagnosis and which of its steps is unfolded: the strip above the findings and the inspector show the same.
import type { WritableComputedRef } from 'vue'
import type { Diagnosis } from '../../../shared/records/index.ts'
import { DIAGNOSIS_QUESTIONS, type DiagnosisQuestion } from '../../../shared/records/index.ts'
import { useCaseQuery, type CaseQuery } from '../../composables/useCaseQuery.ts'
import { useViewState } from '../../composables/useViewState.ts'

export type UnfoldedStep = DiagnosisQuestion | 'none'
const STEPS: readonly UnfoldedStep[] = ['none', ...DIAGNOSIS_QUESTIONS]

export function useDiagnosis(): CaseQuery<Diagnosis> & { unfolded: WritableComputedRef<UnfoldedStep> } {
  return {
    ...useCaseQuery('diagnosis.get', () => ({})),
    unfolded: useViewState<UnfoldedStep>('step', 'none', STEPS),
  }
}
