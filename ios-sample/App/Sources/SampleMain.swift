import SamplePresentation
import SwiftUI

@main
struct SampleMain: App {
    @UIApplicationDelegateAdaptor private var delegate: Delegate
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            AppScreen(app: delegate.life.app)
                .task { await delegate.life.appear() }
        }
        .onChange(of: phase) { _, now in
            switch now {
            case .active: delegate.life.comeToFront()
            case .background: delegate.life.leave()
            default: break
            }
        }
    }
}

/// Schedulers have to be registered before the app has finished launching.
final class Delegate: NSObject, UIApplicationDelegate {
    let life = Life()

    func application(
        _ application: UIApplication, didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]?
    ) -> Bool {
        Background.register(life)
        return true
    }
}
