// Where the service runs decides how its captures are reached.
import type { LocalText } from '../lib/localText.ts'
import { localText, sameText } from '../lib/localText.ts'

export const ENVIRONMENTS = ['pprof', 'kubernetes', 'docker', 'systemd'] as const
export type EnvironmentId = (typeof ENVIRONMENTS)[number]

/** Filled in by people; stands in commands as `${NAME}`. */
export interface CommandVariable {
  name: string
  title: LocalText
  /** Shown until something is filled in, and used then. */
  example: string
}

/** Worked out from others by the shell; a command's result stands for it. */
export interface DerivedVariable {
  name: string
  /** Shell words without double quotes around them: `$(docker inspect … "${CONTAINER}")`. */
  value: string
}

export interface Environment {
  id: EnvironmentId
  title: LocalText
  variables: readonly CommandVariable[]
  derived: readonly DerivedVariable[]
  /** Runs once before the captures, such as a port forward; null: nothing. */
  before: { command: string; about: LocalText } | null
  /** Undoes it at the end of a script. */
  after: string | null
}

const PORT: CommandVariable = { name: 'PORT', title: localText('pprof port', 'pprof 端口'), example: '6060' }

export const ENVIRONMENT: Readonly<Record<EnvironmentId, Environment>> = {
  pprof: {
    id: 'pprof',
    title: localText('Host', '主机'),
    variables: [
      { name: 'HOST', title: localText('Host and port', '主机与端口'), example: 'localhost:6060' },
      { name: 'SERVICE', title: localText('Program', '程序'), example: './service' },
      { name: 'LOG', title: localText('Its log', '日志文件'), example: 'service.log' },
      { name: 'PID', title: localText('Process id', '进程号'), example: '4711' },
    ],
    derived: [],
    before: null,
    after: null,
  },
  kubernetes: {
    id: 'kubernetes',
    title: sameText('Kubernetes'),
    variables: [
      { name: 'NAMESPACE', title: localText('Namespace', '命名空间'), example: 'default' },
      { name: 'POD', title: sameText('Pod'), example: 'service-7c9d-x2x' },
      { name: 'CONTAINER', title: localText('Container', '容器'), example: 'service' },
      { name: 'DEPLOYMENT', title: sameText('Deployment'), example: 'service' },
      PORT,
    ],
    derived: [{ name: 'HOST', value: 'localhost:${PORT}' }],
    before: {
      command: 'kubectl port-forward -n "${NAMESPACE}" "pod/${POD}" "${PORT}:${PORT}" > /dev/null & sleep 2',
      about: localText(
        'Reach the pod’s pprof port from here; needs no tool in the image.',
        '把 Pod 的 pprof 端口转发到本机；镜像中不需要任何工具。',
      ),
    },
    after: 'kill $! 2> /dev/null',
  },
  docker: {
    id: 'docker',
    title: sameText('Docker'),
    variables: [
      { name: 'CONTAINER', title: localText('Container', '容器'), example: 'service' },
      { name: 'IMAGE', title: localText('Image', '镜像'), example: 'service:latest' },
      PORT,
    ],
    derived: [
      {
        name: 'HOST',
        value:
          '$(docker inspect -f \'{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}\' "${CONTAINER}" | head -n 1):${PORT}',
      },
      { name: 'PID', value: '$(docker inspect -f \'{{.State.Pid}}\' "${CONTAINER}")' },
    ],
    before: null,
    after: null,
  },
  systemd: {
    id: 'systemd',
    title: sameText('systemd'),
    variables: [
      { name: 'UNIT', title: localText('Unit', '单元'), example: 'service.service' },
      { name: 'HOST', title: localText('Host and port', '主机与端口'), example: 'localhost:6060' },
    ],
    derived: [
      { name: 'PID', value: '$(systemctl show -p MainPID --value "${UNIT}")' },
      { name: 'CGROUP', value: '/sys/fs/cgroup$(systemctl show -p ControlGroup --value "${UNIT}")' },
    ],
    before: null,
    after: null,
  },
}
