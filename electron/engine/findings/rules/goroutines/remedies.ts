// What helps a goroutine that waits, by what it waits for. Go code where it helps.
import type { Remedy } from '../../../../../shared/records/index.ts'
import type { GoroutineFrame } from '../../../../../shared/contract/caseCalls.ts'
import { localText } from '../../words.ts'

const SEND: Remedy = {
  title: localText('Give the sender a way out', '给发送方一条退路'),
  text: localText(
    'A send blocks until somebody receives. Let it end with its request, and drop or count what nobody takes; a larger buffer only moves the moment.',
    '发送会阻塞到有人接收为止。让它随请求结束，对无人接收的数据予以丢弃或计数；加大缓冲只是推迟问题。',
  ),
  code: {
    language: 'go',
    text: 'select {\ncase n.queue <- event:\ncase <-ctx.Done():\n\treturn ctx.Err()\ndefault:\n\tn.dropped.Add(1)\n}',
  },
}

const RECEIVE: Remedy = {
  title: localText('End the receiver with its sender', '让接收方随发送方结束'),
  text: localText(
    'A receive blocks until somebody sends or closes. Close the channel on every path of the sender, and wait for the context as well.',
    '接收会阻塞到有人发送或关闭为止。发送方的每条路径都要关闭通道，并同时等待 context。',
  ),
  code: {
    language: 'go',
    text: 'select {\ncase result, ok := <-results:\n\tif !ok {\n\t\treturn nil\n\t}\n\tuse(result)\ncase <-ctx.Done():\n\treturn ctx.Err()\n}',
  },
}

const LOCK: Remedy = {
  title: localText('Hold the lock for less', '缩短持锁时间'),
  text: localText(
    'Do what is slow (I/O, calls to others, sends on channels) outside of the lock, and copy what is needed under it.',
    '把慢操作（I/O、对外调用、通道发送）移到锁外，在锁内只复制所需的数据。',
  ),
  code: {
    language: 'go',
    text: 's.mu.Lock()\nsnapshot := maps.Clone(s.sessions)\ns.mu.Unlock()\nfor id, session := range snapshot {\n\tsave(ctx, id, session)\n}',
  },
}

const UNLOCK: Remedy = {
  title: localText('Unlock on every way out', '在每条退出路径上解锁'),
  text: localText(
    'A lock that was taken by a goroutine that returned early or panicked is never given away, and a recovered panic hides it. Unlock in a defer, and search the places that lock for a return between both calls.',
    '若持锁的 goroutine 提前返回或 panic，锁将永远不会释放，而被恢复的 panic 会掩盖这一点。请用 defer 解锁，并检查加锁处在加锁与解锁之间是否有 return。',
  ),
  code: { language: 'go', text: 's.mu.Lock()\ndefer s.mu.Unlock()' },
}

const READ_ONCE: Remedy = {
  title: localText('Never take a read lock twice', '不要重复获取读锁'),
  text: localText(
    'A goroutine that holds the read lock and asks for it again waits for a writer that waits for it: both stand for ever. Look for methods that lock and call others that lock, too.',
    '已持有读锁的 goroutine 再次请求读锁时，会等待正在等它的写者，两者永远停住。请查找加锁后又调用其他加锁方法的方法。',
  ),
  code: {
    language: 'go',
    text: 'func (s *Store) Get(k string) V {\n\ts.mu.RLock()\n\tdefer s.mu.RUnlock()\n\treturn s.getLocked(k) // does not lock\n}',
  },
}

const FINALIZER: Remedy = {
  title: localText('Let no finalizer wait', '不要让 finalizer 等待'),
  text: localText(
    'Close where the object’s life ends. A finalizer or cleanup must not lock, send or do I/O; what may wait it hands to a goroutine of its own.',
    '在对象生命期结束处显式关闭。finalizer 或 cleanup 不可加锁、发送或做 I/O；可能等待的工作应交给单独的 goroutine。',
  ),
  code: { language: 'go', text: 'runtime.SetFinalizer(h, func(h *handle) { go h.release() })' },
}

const NETWORK: Remedy = {
  title: localText('Set deadlines on network calls', '为网络调用设置期限'),
  text: localText(
    'Without a deadline a read waits for as long as the peer is silent. http.Client has no timeout of its own by default, nor has http.Server.',
    '没有期限时，对端沉默多久读取就等多久。http.Client 与 http.Server 默认都没有超时。',
  ),
  code: {
    language: 'go',
    text: 'server := &http.Server{ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute}\nclient := &http.Client{Timeout: 10 * time.Second}',
  },
}

const WAIT: Remedy = {
  title: localText('Let every wait end with its context', '让每个等待都随其 context 结束'),
  text: localText(
    'Pass the request’s context down and select on its Done wherever a goroutine can wait; limit how many may be under way at a time.',
    '把请求的 context 一路传下去，在每个可能等待的地方 select 它的 Done；并限制同时进行的数量。',
  ),
  code: {
    language: 'go',
    text: 'g, ctx := errgroup.WithContext(ctx)\ng.SetLimit(64)\nfor _, job := range jobs {\n\tg.Go(func() error { return job.Run(ctx) })\n}\nreturn g.Wait()',
  },
}

const CLIENT = /^net\/http\.\(\*(?:persistConn\)\.roundTrip|Transport\)\.(?:getConn|roundTrip)|Client\)\.)/

/** By the text in the header's brackets; null where only counts are known. */
export function remedyFor(status: string | null, frames: readonly Pick<GoroutineFrame, 'functionName'>[] = []): Remedy {
  // A call of http.Client waits in a select for its two connection goroutines.
  if (frames.some(({ functionName }) => CLIENT.test(functionName))) return NETWORK
  if (status === null) return WAIT
  if (status.startsWith('chan send')) return SEND
  if (status.startsWith('chan receive')) return RECEIVE
  if (/^(?:sync\.(?:RW)?Mutex|semacquire)/.test(status)) return LOCK
  return status.startsWith('IO wait') ? NETWORK : WAIT
}

export { FINALIZER as FINALIZER_REMEDY, LOCK as LOCK_REMEDY, READ_ONCE as READ_ONCE_REMEDY, UNLOCK as UNLOCK_REMEDY }
