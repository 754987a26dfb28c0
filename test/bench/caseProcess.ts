// The program of a case process, to be bundled as the application's is (bundle.ts).
import '../../electron/utility/case.ts'
