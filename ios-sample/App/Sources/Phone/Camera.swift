import UIKit
import VisionKit

/// Takes one picture with the system's camera.
@MainActor final class Camera: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private var taken: CheckedContinuation<URL?, Never>?

    /// Nil if the technician went back without one, or this device has no camera.
    static func picture(over top: UIViewController) async -> URL? {
        guard UIImagePickerController.isSourceTypeAvailable(.camera) else { return nil }
        let camera = Camera()
        let picker = UIImagePickerController()
        picker.sourceType = .camera
        picker.delegate = camera
        let file = await withCheckedContinuation { waiting in
            camera.taken = waiting
            top.present(picker, animated: true)
        }
        // Its delegate is held by nobody else.
        withExtendedLifetime(camera) { picker.dismiss(animated: true) }
        return file
    }

    func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        let image = info[.originalImage] as? UIImage
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).jpg")
        let isWritten = (try? image?.jpegData(compressionQuality: 0.85)?.write(to: file)) != nil
        answer(isWritten ? file : nil)
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
        answer(nil)
    }

    private func answer(_ file: URL?) {
        taken?.resume(returning: file)
        taken = nil
    }
}

/// Reads one QR code or bar code.
@MainActor final class Scanner: NSObject, DataScannerViewControllerDelegate, UIAdaptivePresentationControllerDelegate {
    private var found: CheckedContinuation<String?, Never>?

    /// Nil if the technician went back, or this device cannot scan.
    static func code(over top: UIViewController) async -> String? {
        guard DataScannerViewController.isSupported, DataScannerViewController.isAvailable else { return nil }
        let scanner = Scanner()
        let view = DataScannerViewController(
            recognizedDataTypes: [.barcode()], qualityLevel: .balanced, isHighlightingEnabled: true)
        view.delegate = scanner
        let code = await withCheckedContinuation { waiting in
            scanner.found = waiting
            top.present(view, animated: true) { try? view.startScanning() }
            view.presentationController?.delegate = scanner
        }
        view.stopScanning()
        withExtendedLifetime(scanner) { view.dismiss(animated: true) }
        return code
    }

    func dataScanner(
        _ dataScanner: DataScannerViewController, didAdd added: [RecognizedItem], allItems: [RecognizedItem]
    ) {
        for case .barcode(let code) in added {
            if let text = code.payloadStringValue { return answer(text) }
        }
    }

    func presentationControllerDidDismiss(_ presentationController: UIPresentationController) {
        answer(nil)
    }

    private func answer(_ text: String?) {
        found?.resume(returning: text)
        found = nil
    }
}
