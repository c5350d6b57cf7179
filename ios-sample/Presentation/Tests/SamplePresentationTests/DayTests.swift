#if os(macOS) || os(Linux)
    import DoorstepKit
    import DoorstepTesting
    import Foundation
    import Testing

    @testable import SamplePresentation

    /// From the code to the first step, by events, against the real core and a real server.
    @MainActor @Suite struct DayTests {
        @Test("a new phone shows the jobs of its owner, goes out without a network, and says what waits")
        func firstMorning() async throws {
            try await withShop { server, phone in
                let app = SampleApp(phone, isAutomatic: false)
                let finger = Finger(app: app)
                await app.start()
                let (_, enrol) = try await finger.see(EnrolPresenter.self)
                phone.toScan = "\(server.url)#\(try server.code(for: "chen"))"
                enrol.on(.scan)
                let (scanned, _) = try await finger.see(EnrolPresenter.self) { $0.scanned != nil }
                let invitation = try #require(scanned.scanned)
                enrol.on(.enrol(server: invitation.server, code: invitation.code))
                let (today, list) = try await finger.see(TodayPresenter.self) { !$0.open.isEmpty }
                #expect(today.open.map(\.customer) == ["Mr Wang"])
                #expect(today.delivery == Chip(.good, "Everything sent"))

                phone.network.isOn = false
                list.on(.open(try #require(today.open.first).id))
                let (job, page) = try await finger.see(JobPagePresenter.self)
                #expect(job.main == MainAction(words: "Set out", event: .enter(.travelling)))
                page.on(job.main.event)
                let (onTheWay, _) = try await finger.see(JobPagePresenter.self) { $0.main.event == .enter(.arrived) }
                #expect(["Saved on this phone", "Waiting for signal"].contains(onTheWay.delivery.words))
                app.back()
                let (waiting, _) = try await finger.see(TodayPresenter.self) { $0.delivery.tone == .waiting }
                #expect(waiting.delivery.words.contains("for signal"))
                await app.close()
            }
        }

        @Test("the app comes back to the place that it was left at")
        func processDeath() async throws {
            try await withShop { server, phone in
                let app = SampleApp(phone, isAutomatic: false)
                await app.start()
                let (_, enrol) = try await Finger(app: app).see(EnrolPresenter.self)
                enrol.on(.enrol(server: server.url, code: try server.code(for: "chen")))
                _ = try await Finger(app: app).see(TodayPresenter.self)
                app.go(to: .settings)
                _ = try await Finger(app: app).see(SettingsPresenter.self)
                let way = app.way
                await app.close()

                let again = SampleApp(phone, saved: way, isAutomatic: false)
                await again.start()
                let (settings, _) = try await Finger(app: again).see(SettingsPresenter.self)
                #expect(settings.person == "Chen")
                #expect(again.back())
                await again.close()
            }
        }

        @Test("another language opens the core again at the same place")
        func language() async throws {
            try await withShop { server, phone in
                let app = SampleApp(phone, isAutomatic: false)
                await app.start()
                let (_, enrol) = try await Finger(app: app).see(EnrolPresenter.self)
                enrol.on(.enrol(server: server.url, code: try server.code(for: "chen")))
                _ = try await Finger(app: app).see(TodayPresenter.self)
                app.go(to: .settings)
                let (_, settings) = try await Finger(app: app).see(SettingsPresenter.self)
                settings.on(.language("zh-CN"))
                let (chinese, _) = try await Finger(app: app).see(SettingsPresenter.self) {
                    $0.look.language == "zh-CN"
                }
                #expect(["办公室已保存全部内容，可以更换手机", "还有内容只在这台手机上"].contains(chinese.safety.words))
                await app.close()
            }
        }

        private func withShop(_ business: @MainActor (LocalServer, TestPhone) async throws -> Void) async throws {
            let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: root) }
            let server = try await LocalServer(
                directory: root.appendingPathComponent("server"), inviting: ["chen:Chen:technician"])
            defer { server.stop() }
            let phone = TestPhone(root.appendingPathComponent("phone"))
            try FileManager.default.createDirectory(at: phone.directory, withIntermediateDirectories: true)
            _ = try await server.office().create(
                """
                {"service": "longfor-dispatch", "area": "indoor", "report": "Cellar: lamp out, toilet blocked",
                 "customer": {"name": "Mr Wang", "phone": "138 0000 0000"},
                 "site": {"address": "Building 5, cellar 12", "time_zone": "CST-8"},
                 "users": ["chen"], "start_ms": \(phone.nowMs() + 1_800_000)}
                """)
            try await business(server, phone)
        }
    }
#endif
