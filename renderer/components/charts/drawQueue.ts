// Charts are drawn one after the other, each in a task of its own: a view with several charts never holds the window up for all of them
// at once.

type Job = () => void

interface TaskScheduler {
  postTask?: (task: () => void, options: { priority: 'user-visible' }) => Promise<unknown>
}

const waiting: Job[] = []
let isUnderWay = false

/** Draws when its turn comes; a chart that asks again before that is drawn once. */
export function queueDraw(job: Job): void {
  if (waiting.includes(job)) return
  waiting.push(job)
  if (!isUnderWay) next()
}

/** Takes a chart that goes away out of the queue. */
export function dropDraw(job: Job): void {
  const place = waiting.indexOf(job)
  if (place >= 0) waiting.splice(place, 1)
}

function next(): void {
  isUnderWay = true
  post(() => {
    const job = waiting.shift()
    try {
      job?.()
    } finally {
      isUnderWay = false
      if (waiting.length > 0) next()
    }
  })
}

function post(task: () => void): void {
  const { scheduler } = globalThis as { scheduler?: TaskScheduler }
  if (scheduler?.postTask) void scheduler.postTask(task, { priority: 'user-visible' })
  else setTimeout(task, 0)
}
